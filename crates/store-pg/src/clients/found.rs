//! A client as a search shows one.

use diesel::prelude::*;

use crate::schema::clients;

/// A client who was found.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct FoundClient {
    /// The client.
    pub user_id: String,
    /// The name.
    pub name: Option<String>,
    /// The phone number, as the export writes it.
    pub phone_number: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The language to be spoken, in the export's word.
    pub language: Option<String>,
    /// The number by which the client is known to registrars.
    pub crn: Option<String>,
}
