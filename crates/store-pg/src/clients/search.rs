//! Clients are looked for by name, id, CRN, or the last digits of a phone number.

use std::collections::{HashMap, HashSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use sip_export::plain_id;

use super::found::FoundClient;
use super::keys::{name_key, phone_key};
use super::state::{DirectoryState, directory_state};
use crate::error::StoreError;
use crate::schema::clients;

/// So many clients are found at most: whoever finds more has to say more of whom they look for.
pub const MOST_FOUND: usize = 1_000;

/// Fewer digits than this are nobody's number.
const FEWEST_DIGITS: usize = 2;

/// A number is known by so many of its last digits, whatever stands for the country before them.
const DIGITS_OF_A_NUMBER: usize = 10;

/// So few clients are looked at one by one; among more, an index is read and the others left out.
const FEW: usize = 2_000;

/// Among many it is looked up in a table of hashes who is one of them, but only by a plan that knows
/// them.
const PLANNED_FOR_EACH: &str = "SET LOCAL plan_cache_mode = force_custom_plan";

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The state of the directory that they were found in.
    pub state: DirectoryState,
    /// How many clients in all, [`MOST_FOUND`] at most.
    pub total: usize,
    /// Those that were asked for.
    pub clients: Vec<FoundClient>,
}

/// Looks for clients: among those of these ids, or among all. First comes whose id or CRN it is, then
/// whose name begins so, then who has a later word that begins so, then who has all its words in
/// another order, and then whose phone number ends so; those alike by name, by the number, and by
/// `user_id`. Of them, past so many, so many are read. All is of one state of the directory.
///
/// Among all, or among many, nothing but indices is read, as far as they hold what is looked for; among
/// few, each of them is.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn search(
    connection: &mut PgConnection,
    looked_for: &str,
    among: Option<&[&str]>,
    skipped: usize,
    wanted: usize,
) -> Result<Found, StoreError> {
    let looked_for = LookedFor::of(looked_for);
    connection.build_transaction().repeatable_read().read_only().run(|connection| {
        connection.batch_execute(PLANNED_FOR_EACH)?;
        let state = directory_state(connection)?;
        let mut found = match among {
            Some(user_ids) if user_ids.len() <= FEW => {
                among_few(connection, &looked_for, user_ids)?
            }
            _ => by_indices(connection, &looked_for, among)?,
        };
        found.truncate(MOST_FOUND);
        let page: Vec<&str> = found.iter().skip(skipped).take(wanted).map(String::as_str).collect();
        Ok(Found { state, total: found.len(), clients: read(connection, &page)? })
    })
}

/// What somebody looks for, as each of the things that it may be.
struct LookedFor {
    id: String,
    name: Option<String>,
    /// The words of a name that has several, the longest first.
    words: Vec<String>,
    phone: Option<String>,
}

impl LookedFor {
    fn of(text: &str) -> Self {
        // PostgreSQL's text holds no NUL, and so nobody has one in anything.
        let text = text.replace('\0', " ");
        let text = text.trim();
        let name = name_key(text);
        let words = name.as_deref().unwrap_or_default().split(' ').map(str::to_owned);
        let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        words.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        let is_of_number = |byte: u8| byte.is_ascii_digit() || b" +-().".contains(&byte);
        let phone = phone_key(text)
            .filter(|digits| digits.len() >= FEWEST_DIGITS && text.bytes().all(is_of_number))
            .map(|digits| digits.chars().take(DIGITS_OF_A_NUMBER).collect());
        Self { id: plain_id(text).into_owned(), name, words, phone }
    }
}

/// The end of all that begins with a text: no text has a later letter.
fn end(begins: &str) -> String {
    format!("{begins}{}", char::MAX)
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    user_id: String,
}

const BY_ID: &str = "
    SELECT user_id
      FROM (SELECT user_id FROM clients WHERE user_id = $1
             UNION SELECT user_id FROM clients WHERE crn = $1) exact
     WHERE $3 IS NULL OR user_id = ANY ($3)
     ORDER BY user_id LIMIT $2";
const BY_FIRST_WORD: &str = "
    SELECT user_id FROM client_names
     WHERE NOT is_later AND begins >= $1 AND begins < $2
       AND ($4 IS NULL OR user_id = ANY ($4))
     ORDER BY begins, user_id LIMIT $3";
const BY_LATER_WORD: &str = "
    SELECT user_id FROM client_names
     WHERE is_later AND begins >= $1 AND begins < $2
       AND ($4 IS NULL OR user_id = ANY ($4))
     ORDER BY begins, user_id LIMIT $3";
const BY_WORDS: &str = "
    SELECT user_id FROM client_names
     WHERE is_later IN (false, true) AND begins >= $1 AND begins < $2
       AND ($4 IS NULL OR user_id = ANY ($4))
       AND (SELECT bool_and(strpos(' ' || name_key, ' ' || word) > 0) FROM unnest($5) AS word)
     ORDER BY name_key, user_id LIMIT $3";
const BY_PHONE: &str = "
    SELECT user_id FROM clients
     WHERE phone_key >= $1 AND phone_key < $2
       AND ($4 IS NULL OR user_id = ANY ($4))
     ORDER BY phone_key, user_id LIMIT $3";

fn by_indices(
    connection: &mut PgConnection,
    looked_for: &LookedFor,
    among: Option<&[&str]>,
) -> Result<Vec<String>, StoreError> {
    // Somebody may be found twice: by what comes first.
    let most = i64::try_from(2 * MOST_FOUND).unwrap_or(i64::MAX);
    let mut found = Distinct::default();
    let LookedFor { id, name, words, phone } = looked_for;
    let exact = diesel::sql_query(BY_ID).bind::<Text, _>(id).bind::<BigInt, _>(most);
    found.extend(exact.bind::<Nullable<Array<Text>>, _>(among).load(connection)?);
    let between = |statement: &'static str, begins: &str| {
        diesel::sql_query(statement)
            .bind::<Text, _>(begins.to_owned())
            .bind::<Text, _>(end(begins))
            .bind::<BigInt, _>(most)
            .bind::<Nullable<Array<Text>>, _>(among)
    };
    if let Some(name) = name {
        for statement in [BY_FIRST_WORD, BY_LATER_WORD] {
            if found.has_room() {
                found.extend(between(statement, name).load(connection)?);
            }
        }
    }
    if let [longest, others @ ..] = &words[..]
        && !others.is_empty()
        && found.has_room()
    {
        let by_words = between(BY_WORDS, longest).bind::<Array<Text>, _>(others);
        found.extend(by_words.load(connection)?);
    }
    if let Some(phone) = phone.as_ref().filter(|_| found.has_room()) {
        found.extend(between(BY_PHONE, phone).load(connection)?);
    }
    Ok(found.user_ids)
}

/// The same among few.
const AMONG_FEW: &str = "
    SELECT user_id
      FROM (SELECT c.user_id, c.name_key, c.phone_key,
                   CASE WHEN c.user_id = $2 OR c.crn = $2 THEN 0
                        WHEN starts_with(c.name_key, $3) THEN 1
                        WHEN strpos(' ' || c.name_key, ' ' || $3) > 0 THEN 2
                        WHEN strpos(' ' || c.name_key, ' ' || $4[1]) > 0
                             AND (SELECT bool_and(strpos(' ' || c.name_key, ' ' || word) > 0)
                                    FROM unnest($4) AS word) THEN 3
                        WHEN starts_with(c.phone_key, $5) THEN 4 END AS rank
              FROM unnest($1) AS asked (user_id)
              JOIN clients c USING (user_id)) ranked
     WHERE rank IS NOT NULL
     ORDER BY rank,
              CASE rank WHEN 1 THEN name_key WHEN 3 THEN name_key WHEN 4 THEN phone_key
                        WHEN 2 THEN substr(name_key, strpos(' ' || name_key, ' ' || $3)) END,
              user_id
     LIMIT $6";

fn among_few(
    connection: &mut PgConnection,
    looked_for: &LookedFor,
    user_ids: &[&str],
) -> Result<Vec<String>, StoreError> {
    let LookedFor { id, name, words, phone } = looked_for;
    let most = i64::try_from(2 * MOST_FOUND).unwrap_or(i64::MAX);
    let mut found = Distinct::default();
    let some = diesel::sql_query(AMONG_FEW)
        .bind::<Array<Text>, _>(user_ids)
        .bind::<Text, _>(id)
        .bind::<Nullable<Text>, _>(name.as_deref())
        .bind::<Array<Text>, _>(words)
        .bind::<Nullable<Text>, _>(phone.as_deref())
        .bind::<BigInt, _>(most);
    found.extend(some.load(connection)?);
    Ok(found.user_ids)
}

/// Clients in the order in which they were found, each once.
#[derive(Default)]
struct Distinct {
    user_ids: Vec<String>,
    seen: HashSet<String>,
}

impl Distinct {
    fn extend(&mut self, more: Vec<Named>) {
        for Named { user_id } in more {
            if self.seen.insert(user_id.clone()) {
                self.user_ids.push(user_id);
            }
        }
    }

    fn has_room(&self) -> bool {
        self.user_ids.len() < MOST_FOUND
    }
}

/// What the directory has of these clients, in their order.
fn read(connection: &mut PgConnection, user_ids: &[&str]) -> Result<Vec<FoundClient>, StoreError> {
    let rows = clients::table
        .filter(clients::user_id.eq_any(user_ids))
        .select(FoundClient::as_select())
        .load(connection)?;
    let mut rows: HashMap<String, FoundClient> =
        rows.into_iter().map(|row| (row.user_id.clone(), row)).collect();
    Ok(user_ids.iter().filter_map(|user_id| rows.remove(*user_id)).collect())
}
