//! What makes a whole record bad, and what does not.

use expect_test::{Expect, expect};

use crate::support::told;

fn check(object: &str, expected: &Expect) {
    expected.assert_eq(&told(format!("[{object}]").as_bytes(), None));
}

#[test]
fn three_fields_are_required() {
    check(
        r#"{"user_id": "asha", "amount": "5"}"#,
        &expect![[r#"
            1:1 bad - sip_meta_id "-": is missing
        "#]],
    );
    check(
        r#"{"sip_meta_id": "135", "amount": "5"}"#,
        &expect![[r#"
            1:1 bad 135 user_id "-": is missing
        "#]],
    );
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha"}"#,
        &expect![[r#"
            1:1 bad 135 amount "-": is missing
        "#]],
    );
    check(
        r#"{"sip_meta_id": "", "user_id": null, "amount": ""}"#,
        &expect![[r#"
            1:1 bad - sip_meta_id "-": is missing
        "#]],
    );
    check(
        r#"{"sip_meta_id": "135", "user_id": "  ", "amount": "5"}"#,
        &expect![[r#"
            1:1 bad 135 user_id "-": is missing
        "#]],
    );
    check(
        "{}",
        &expect![[r#"
            1:1 bad - sip_meta_id "-": is missing
        "#]],
    );
    // Nothing else is.
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5"}"#,
        &expect![[r#"
            1:1 135 asha 5.00
        "#]],
    );
}

#[test]
fn a_key_comes_once_known_or_not() {
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "amount": "5"}"#,
        &expect![[r#"
            1:1 bad 135 amount "-": comes twice
        "#]],
    );
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "x": "1", "y": 2, "x": "1"}"#,
        &expect![[r#"
            1:1 bad 135 x "-": comes twice
        "#]],
    );
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "goal_name": null, "goal_name": ""}"#,
        &expect![[r#"
            1:1 bad 135 goal_name "-": comes twice
        "#]],
    );
    // An escape makes it no other key.
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "goal\u005fname": "", "goal_name": ""}"#,
        &expect![[r#"
            1:1 bad 135 goal_name "-": comes twice
        "#]],
    );
    // Nor does another spelling of a field's.
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "Amount": "-1"}"#,
        &expect![[r#"
            1:1 bad 135 amount "-": comes twice
        "#]],
    );
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "currentSipStatus": "Paused", "current_sip_status": ""}"#,
        &expect![[r#"
            1:1 bad 135 currentSipStatus "-": comes twice
        "#]],
    );
    // Keys that are not known are told apart by it, and keys of nothing by nothing.
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "note": 1, "Note": 2, "": 1, "": 2}"#,
        &expect![[r#"
            1:1 135 asha 5.00
        "#]],
    );
}

#[test]
fn unknown_keys_are_left_alone_whatever_they_hold() {
    check(
        r#"{"sip_meta_id": "135", "user_id": "asha", "amount": "5", "x": {"y": [1, {"z": "}"}]}, "w": "\u0000", "v": [], "": "-1"}"#,
        &expect![[r#"
            1:1 135 asha 5.00
        "#]],
    );
}

#[test]
fn the_first_fault_is_told() {
    check(
        r#"{"sip_meta_id": "1,135", "user_id": "asha", "start_date": "soon", "deleted": "maybe", "amount": "x"}"#,
        &expect![[r#"
            1:1 bad 1135 amount "x": is not a number such as 5500, 5,500.50 or 5,00,000
        "#]],
    );
}

#[test]
fn an_element_that_is_no_object_is_a_bad_record() {
    expect![[r#"
        1:1 bad - - "-": is not an object
        1:2 bad - - "-": is not an object
        1:3 bad - - "-": is not an object
        1:4 bad - - "-": is not an object
        2:5 bad - - "-": is not an object
        2:6 bad - - "-": is not an object
        3:7 135 asha 5.00
    "#]]
    .assert_eq(&told(
        b"[1, \"two\", null, true,\n [{\"sip_meta_id\": \"1\"}], -1.5e3,\n {\"sip_meta_id\": \"135\", \"user_id\": \"asha\", \"amount\": 5}]",
        None,
    ));
}
