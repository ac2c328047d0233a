//! Clients by their ids.

use diesel::prelude::*;

use crate::error::StoreError;
use crate::schema::clients;

/// How a client is called, and can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct Contact {
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
}

/// Those of these clients whom the directory has, by `user_id`. The statement is the same for any
/// number of them.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn contacts(
    connection: &mut PgConnection,
    user_ids: &[&str],
) -> Result<Vec<Contact>, StoreError> {
    let asked = clients::table.filter(clients::user_id.eq_any(user_ids));
    Ok(asked.order(clients::user_id).select(Contact::as_select()).load(connection)?)
}

/// The clients whose newest record says that they are not to be contacted, by `user_id`.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn do_not_contact(connection: &mut PgConnection) -> Result<Vec<String>, StoreError> {
    let said = clients::table.filter(clients::do_not_contact);
    Ok(said.order(clients::user_id).select(clients::user_id).load(connection)?)
}
