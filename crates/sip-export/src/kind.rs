//! The kinds of exports, told by their columns.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::client_field::ClientField;
use crate::field::Field;

/// What an export is of.
///
/// ```
/// use sip_export::ExportKind;
/// assert_eq!("clients".parse(), Ok(ExportKind::Clients));
/// assert_eq!(ExportKind::Sips.to_string(), "sips");
/// assert!("agents".parse::<ExportKind>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// SIPs, which the book is made of.
    #[default]
    Sips,
    /// Clients, for the directory.
    Clients,
}

/// A text that is no [`ExportKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an export is of sips or of clients")]
pub struct NotAKind;

impl FromStr for ExportKind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, NotAKind> {
        match text {
            "sips" => Ok(Self::Sips),
            "clients" => Ok(Self::Clients),
            _ => Err(NotAKind),
        }
    }
}

impl Display for ExportKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sips => "sips",
            Self::Clients => "clients",
        })
    }
}

const SIPS: usize = Field::ALL.len();
const CLIENTS: usize = ClientField::ALL.len();

/// The most fields that a kind has.
pub(crate) const MOST_FIELDS: usize = if SIPS > CLIENTS { SIPS } else { CLIENTS };

impl ExportKind {
    /// The keys of its fields, in the export's order.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        (0..self.fields()).map(move |place| self.key(place))
    }

    /// The key of the field that says what a record is of.
    #[must_use]
    pub const fn id_key(self) -> &'static str {
        match self {
            Self::Sips => Field::sip_meta_id.key(),
            Self::Clients => ClientField::user_id.key(),
        }
    }

    /// The key of the field that a column of that name is, whatever its case, spaces, underscores and
    /// hyphens.
    #[must_use]
    pub fn key_of_name(self, name: &str) -> Option<&'static str> {
        self.place_of(name).map(|place| self.key(place))
    }

    /// Whether a file must not lose the column of that key: what is made of the export hangs on it.
    #[must_use]
    pub fn relies_on(self, key: &str) -> bool {
        self.keys().position(|known| known == key).is_some_and(|place| self.reads_strictly(place))
    }

    /// What the field of that key takes, in a few words.
    #[must_use]
    pub fn takes(self, key: &str) -> Option<&'static str> {
        match self {
            Self::Sips => Field::of_name(key).map(Field::takes),
            Self::Clients => ClientField::of_name(key).map(ClientField::takes),
        }
    }

    /// What columns of these names are of, where they tell: SIPs have an id of their own, clients a
    /// name or a number beside theirs.
    pub(crate) fn of_columns<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        use ClientField::{crn, name, phone_number, user_id};
        let are_told = |field: ClientField| {
            names.clone().any(|column| crate::key::is_same(field.key(), column))
        };
        if names.clone().any(|column| crate::key::is_same(Field::sip_meta_id.key(), column)) {
            return Some(Self::Sips);
        }
        let is_of_clients =
            are_told(user_id) && [name, phone_number, crn].into_iter().any(are_told);
        is_of_clients.then_some(Self::Clients)
    }

    /// Whether a column of that name is a field of any kind.
    pub(crate) fn any_knows(name: &str) -> bool {
        [Self::Sips, Self::Clients].into_iter().any(|kind| kind.place_of(name).is_some())
    }

    pub(crate) const fn fields(self) -> usize {
        match self {
            Self::Sips => SIPS,
            Self::Clients => CLIENTS,
        }
    }

    /// The key of the field in this place among its own.
    pub(crate) fn key(self, place: usize) -> &'static str {
        match self {
            Self::Sips => Field::ALL[place].key(),
            Self::Clients => ClientField::ALL[place].key(),
        }
    }

    pub(crate) fn place_of(self, name: &str) -> Option<usize> {
        match self {
            Self::Sips => Field::of_name(name).map(|field| field as usize),
            Self::Clients => ClientField::of_name(name).map(|field| field as usize),
        }
    }

    /// Whether a bad value in that place makes a bad record.
    pub(crate) fn reads_strictly(self, place: usize) -> bool {
        match self {
            Self::Sips => Field::ALL[place].is_read_by_rules(),
            Self::Clients => ClientField::ALL[place].is_relied_on(),
        }
    }

    /// Whether a report may quote a value in that place.
    pub(crate) fn is_quoted(self, place: usize) -> bool {
        match self {
            Self::Sips => true,
            Self::Clients => !ClientField::ALL[place].is_personal(),
        }
    }

    /// The fields without which no record is one.
    pub(crate) fn required(self) -> &'static [usize] {
        match self {
            Self::Sips => {
                &[Field::sip_meta_id as usize, Field::user_id as usize, Field::amount as usize]
            }
            Self::Clients => &[ClientField::user_id as usize],
        }
    }

    pub(crate) fn id_place(self) -> usize {
        self.required()[0]
    }
}
