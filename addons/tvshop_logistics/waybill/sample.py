"""An order that never was, to see a form with: in the editor, on a test print and in tests."""

SAMPLE = {
    "number": "EA100000003CN",
    "order": "S00123",
    "picking": "WH/OUT/00045",
    "receiver": "欧阳小明",
    "phone": "13800138000",
    "province": "广东省",
    "city": "深圳市南山区",
    "street": "科技园北区朗山路16号华瀚创新园A栋1203室",
    "address": "广东省深圳市南山区科技园北区朗山路16号华瀚创新园A栋1203室",
    "zip": "518057",
    "products": "智能电饭锅 DF01 × 1；不粘炒锅三件套 CG03 × 2",
    "quantity": "3",
    "weight": "5.20",
    "cod_amount": "1,203.50",
    "cod_capitals": "壹仟贰佰零叁元伍角整",
    "sender": "电视购物有限公司",
    "sender_address": "北京市朝阳区建国路88号",
    "sender_phone": "4008000001",
    "date": "2026-11-23",
    "note": "送货前请先打电话",
}
