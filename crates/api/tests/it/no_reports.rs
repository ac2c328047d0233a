//! A server that is built without reports of errors.

use crate::program::refusal;

#[test]
fn a_server_that_cannot_report_does_not_pretend_to() {
    let said = refusal(&["--sentry-dsn=http://key@127.0.0.1:1/7"]);
    assert!(said.contains("built without reports to Sentry"), "{said}");
}
