//! Keys of reasons, in both directions.

use calls::{Nature, ReasonKey};
use proptest::prelude::*;

use crate::support::cases;

#[test]
fn keys_are_written_as_they_are_read() {
    let rows = [
        (ReasonKey::of_sip(Nature::Repair, "135"), "repair~135"),
        (ReasonKey::of_sip(Nature::Keep, "a.b-c_D9"), "keep~a.b-c_D9"),
        (ReasonKey::of_sip(Nature::Grow, "1~2"), "grow~1%7E2"),
        (ReasonKey::of_account("4220", "asha m"), "account~4220~asha%20m"),
        (ReasonKey::of_account("0", "é"), "account~0~%C3%A9"),
    ];
    for (key, text) in rows {
        assert_eq!(key.to_string(), text);
        assert_eq!(ReasonKey::parse(text), Ok(key));
    }
}

#[test]
fn nothing_else_is_a_key() {
    for text in [
        "",
        "repair",
        "repair~",
        "Repair~1",
        "repair~1~2",
        "account~4220",
        "account~4220~asha~1",
        "sip~1",
        "grow~a b",
        "grow~%7e",
        "grow~%41",
        "missed_debits~1",
        "~1",
        " repair~1",
    ] {
        assert!(ReasonKey::parse(text).is_err(), "{text:?}");
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_ids_come_back(nature in 0usize..4, first in "\\PC{1,12}", second in "\\PC{1,12}") {
        let key = match Nature::ALL[nature] {
            Nature::Account => ReasonKey::of_account(&first, &second),
            nature => ReasonKey::of_sip(nature, &first),
        };
        let text = key.to_string();
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._%~".contains(&byte)));
        prop_assert_eq!(ReasonKey::parse(&text), Ok(key));
    }
}
