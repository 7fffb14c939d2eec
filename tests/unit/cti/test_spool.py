"""The PBX's own file of events, read while it grows, is put aside, torn or begun anew."""

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tvshop_cti.bridge import spool as spool_file
from tvshop_cti.bridge.spool import COLUMNS, Spool

NOW = 1795461338.0
LATER = NOW + 60


def line(number, time=NOW, **values):
    row = dict.fromkeys(COLUMNS.values(), "") | {"amaflags": 3, "uniqueid": f"pbx1-{number}"}
    row |= {"eventenum": "CHAN_START", "eventtime": f"{time:.6f}", "linkedid": "pbx1-1"}
    return json.dumps(row | values) + "\n"


def names(rows):
    return [dict(zip(COLUMNS, row, strict=True))["uniqueid"] for row in rows]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tvshop.json"


def test_rows_have_the_tables_values_to_the_microsecond(path):
    path.write_text(line(1, 1795461338.302735, name="王", eventextra='{"extra":"4008000001"}'))
    ((row,), _position) = Spool(path).read("", LATER)
    row = dict(zip(COLUMNS, row, strict=True))
    assert row["eventtime"] == datetime(2026, 11, 23, 19, 15, 38, 302735)
    assert (row["cid_name"], row["extra"], row["peer"]) == ("王", '{"extra":"4008000001"}', "")


def test_reading_goes_on_behind_the_position(path):
    path.write_text(line(1))
    spool = Spool(path)
    rows, position = spool.read("", LATER)
    assert spool.read(position, LATER) == ([], position)
    with path.open("a") as file:
        file.write(line(2))
    assert names(rows) == ["pbx1-1"] and names(spool.read(position, LATER)[0]) == ["pbx1-2"]


def test_young_events_are_left_for_the_next_time(path):
    path.write_text(line(1, NOW - 10) + line(2, NOW - 1))
    rows, position = Spool(path).read("", NOW)
    assert names(rows) == ["pbx1-1"]
    assert names(Spool(path).read(position, LATER)[0]) == ["pbx1-2"]


def test_half_a_line_waits_for_its_rest(path):
    path.write_text(line(1) + line(2)[:20])
    spool = Spool(path)
    rows, position = spool.read("", LATER)
    with path.open("a") as file:
        file.write(line(2)[20:])
    assert names(rows + spool.read(position, LATER)[0]) == ["pbx1-1", "pbx1-2"]


@pytest.mark.parametrize(
    "torn", ["{\n", "[]\n", "null\n", '{"eventenum": 1}\n', line(9, amaflags="x"), "\xff\x00\n"]
)
def test_torn_line_is_passed_over(path, torn):
    path.write_text(line(1) + torn + line(2), encoding="latin-1")
    rows, position = Spool(path).read("", LATER)
    assert names(rows) == ["pbx1-1", "pbx1-2"]
    assert Spool(path).read(position, LATER) == ([], position)


def test_zero_byte_that_a_database_refuses_is_left_out(path):
    path.write_text(line(1, name="a\0b"))
    ((row,), _position) = Spool(path).read("", LATER)
    assert "ab" in row


def test_file_put_aside_is_read_to_its_end_first(path):
    path.write_text(line(1) + line(2))
    spool = Spool(path)
    position = f"{path.stat().st_ino}:{len(line(1))}"
    path.rename(f"{path}.1")
    path.write_text(line(3))
    rows, position = spool.read(position, LATER)
    assert names(rows) == ["pbx1-2"]
    assert names(spool.read(position, LATER)[0]) == ["pbx1-3"]


def test_file_that_was_begun_anew_is_read_from_its_beginning(path):
    path.write_text(line(1))
    _rows, position = Spool(path).read("", LATER)
    path.write_text("")
    assert Spool(path).read(position, LATER)[0] == []
    path.unlink()
    path.write_text(line(2, name="x"))
    position = f"{path.stat().st_ino}:99999"
    assert names(Spool(path).read(position, LATER)[0]) == ["pbx1-2"]


def test_large_file_is_put_aside_once_it_was_read(path, monkeypatch):
    monkeypatch.setattr(spool_file, "ROTATE_AT", 10)
    path.write_text(line(1))
    spool = Spool(path)
    spool.rotate("")
    assert path.exists()
    _rows, position = spool.read("", LATER)
    spool.rotate(position)
    assert not path.exists()
    assert spool.read(position, LATER) == ([], position)
    path.write_text(line(2))
    assert names(spool.read(position, LATER)[0]) == ["pbx1-2"]


def test_missing_file_is_no_error_and_a_missing_folder_is(path):
    assert Spool(path).read("", NOW) == ([], "")
    with pytest.raises(OSError):
        Spool(path / "below" / "x.json").read("", NOW)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["write", "read", "aside"]), max_size=40))
def test_every_line_is_read_exactly_once(tmp_path_factory, steps):
    """Put aside whenever the bridge may do it, on a PBX that writes without a pause."""
    path = tmp_path_factory.mktemp("spool") / "tvshop.json"
    spool, position, written, read = Spool(path), "", 0, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool_file, "ROTATE_AT", 1)
        for step in [*steps, "write", "read", "read"]:
            if step == "write":
                written += 1
                with path.open("a") as file:
                    file.write(line(written))
            elif step == "read":
                rows, position = spool.read(position, LATER)
                read += names(rows)
            else:
                spool.rotate(position)
    assert read == [f"pbx1-{number}" for number in range(1, written + 1)]
