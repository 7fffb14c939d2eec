import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_crm.pinyin import MAX_READINGS, initials, readings

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("不粘锅", {"bzg", "bng"}),
        ("麦饭石不粘炒锅", {"mfsbzcg", "mfsbncg"}),
        ("颈椎按摩仪", {"jzamy"}),
        ("重庆火锅底料", {"cqhgdl", "zqhgdl"}),
        ("音乐盒", {"yyh", "ylh"}),
        ("长虹电视", {"chds", "zhds"}),
        ("乐扣保鲜盒", {"lkbxh", "ykbxh"}),
        ("电饭锅 4L", {"dfg4l"}),
    ],
)
def test_every_reading_of_a_name_is_known(name, keys):
    assert keys <= set(readings(name))


@given(st.text(HAN, max_size=30))
def test_readings_are_few_and_the_usual_one_comes_first(name):
    found = readings(name)
    assert found[0] == initials(name)
    assert len(found) <= MAX_READINGS
    assert len(set(found)) == len(found)
