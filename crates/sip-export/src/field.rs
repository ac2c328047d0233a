//! The fields of the export: their names, what they hold, and where a record has them.

use chrono::{NaiveDate, NaiveDateTime};
use opportunity_core::{Paise, Percent, SipRecord};

use crate::key;
use crate::options::DateOrder;
use crate::value::{self, Raw, Reason};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// An id: text, which may be digits.
    Id,
    /// A date and time of Asia/Kolkata.
    Time,
    /// A date.
    Date,
    /// Money, in rupees.
    Money,
    /// A percentage with at most two decimals.
    Percent,
    /// A whole number from zero up.
    Count,
    /// True or false.
    Truth,
    /// A list of scheme names.
    Schemes,
}

impl Shape {
    const fn takes(self) -> &'static str {
        match self {
            Self::Text => "text of at most 64 KiB",
            Self::Id => "an id: text, or a whole number such as 9001 or 9,001",
            Self::Time => {
                "a date, or a date and time such as January 12, 2026, 8:49 AM or 2026-01-12 08:49"
            }
            Self::Date => "a date such as January 5, 2026, 05-Jan-2026 or 2026-01-05",
            Self::Money => "rupees from 0 up, such as 5500, 5,500.50 or ₹5,00,000",
            Self::Percent => "a percentage from 0 up, such as 10 or 12.5%",
            Self::Count => "a whole number from 0 up, such as 56 or 1,056",
            Self::Truth => "true or false, yes or no, 1 or 0",
            Self::Schemes => "names of funds, as in [Fund A (G), Fund B]",
        }
    }
}

/// A field's value in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text.
    Text(Option<&'a str>),
    /// Text that has to be put together.
    Made(Option<String>),
    /// An id.
    Id(Option<&'a str>),
    /// A date and time of Asia/Kolkata.
    Time(Option<NaiveDateTime>),
    /// A date.
    Date(Option<NaiveDate>),
    /// Money.
    Money(Option<Paise>),
    /// A percentage.
    Percent(Option<Percent>),
    /// A whole number.
    Count(Option<u32>),
    /// True or false.
    Truth(Option<bool>),
    /// Scheme names.
    Schemes(&'a [String]),
}

/// Reads a value. A date of digits alone is one only where it is known which comes first.
macro_rules! read {
    (time, $raw:expr, $order:expr) => {
        value::time($raw, $order)
    };
    (date, $raw:expr, $order:expr) => {
        value::date($raw, $order)
    };
    (end_date, $raw:expr, $order:expr) => {
        value::end_date($raw, $order)
    };
    ($read:ident, $raw:expr, $order:expr) => {
        value::$read($raw)
    };
}

macro_rules! fields {
    ($($key:literal $field:ident: $shape:ident via $read:ident),+ $(,)?) => {
        /// A field of the export, in the export's order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(non_camel_case_types, missing_docs, reason = "named as the export's columns are")]
        pub enum Field {
            $($field,)+
        }

        impl Field {
            /// Every field, in the export's order.
            pub const ALL: [Self; [$(Self::$field),+].len()] = [$(Self::$field),+];

            /// Its key in the export.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$field => $key,)+
                }
            }

            /// What it holds.
            #[must_use]
            pub const fn shape(self) -> Shape {
                match self {
                    $(Self::$field => Shape::$shape,)+
                }
            }

            /// Reads a value into the record.
            pub(crate) fn set(
                self,
                record: &mut SipRecord,
                raw: &Raw<'_>,
                order: Option<DateOrder>,
            ) -> Result<(), Reason> {
                match self {
                    $(Self::$field => read!($read, raw, order)?.assign(&mut record.$field),)+
                }
                Ok(())
            }
        }
    };
}

fields! {
    "inserted_at" inserted_at: Time via time,
    "event_date" event_date: Time via time,
    "created_at" created_at: Time via time,
    "sip_meta_date" sip_meta_date: Date via date,
    "sip_meta_month" sip_meta_month: Date via date,
    "uid" uid: Id via id,
    "sip_meta_id" sip_meta_id: Id via id,
    "user_id" user_id: Id via id,
    "goal_id" goal_id: Id via id,
    "sip_days" sip_days: Text via sip_days,
    "num_days" num_days: Count via num_days,
    "amount" amount: Money via money,
    "scheme_name" scheme_name: Schemes via schemes,
    "goal_name" goal_name: Text via text,
    "start_date" start_date: Date via date,
    "end_date" end_date: Date via end_date,
    "paused_from" paused_from: Date via date,
    "paused_till" paused_till: Date via date,
    "paused_reason" paused_reason: Text via text,
    "increment_percentage" increment_percentage: Percent via percent,
    "increment_amount" increment_amount: Money via money,
    "increment_period" increment_period: Text via period,
    "is_active" is_active: Truth via truth,
    "sip_sales_status" sip_sales_status: Text via text,
    "had_mandate_at_creation" had_mandate_at_creation: Truth via truth,
    "has_current_mandate" has_current_mandate: Truth via truth,
    "mandate_tracking_status" mandate_tracking_status: Text via text,
    "mandate_confirmed_date" mandate_confirmed_date: Date via date,
    "stepper_enabled" stepper_enabled: Truth via truth,
    "first_order_nav_allocated_at" first_order_nav_allocated_at: Date via date,
    "first_success_order_date" first_success_order_date: Date via date,
    "latest_success_order_date" latest_success_order_date: Date via date,
    "first_success_order_month" first_success_order_month: Date via date,
    "latest_success_order_month" latest_success_order_month: Date via date,
    "success_amount" success_amount: Money via money,
    "pending_amount" pending_amount: Money via money,
    "failed_amount" failed_amount: Money via money,
    "in_progress_amount" in_progress_amount: Money via money,
    "paused_amount" paused_amount: Money via money,
    "success_count" success_count: Count via count,
    "currentSipStatus" status: Text via status,
    "agent_external_id" agent_external_id: Id via id,
    "member_id" member_id: Id via id,
    "agent_id" agent_id: Id via id,
    "deleted" deleted: Truth via truth,
}

impl Field {
    /// The field that a column of that name is, whatever its case, spaces, underscores and hyphens.
    ///
    /// ```
    /// use sip_export::Field;
    /// assert_eq!(Field::of_name("Sip Meta ID"), Some(Field::sip_meta_id));
    /// assert_eq!(Field::of_name("current_sip_status"), Some(Field::status));
    /// assert_eq!(Field::of_name("sip"), None);
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| key::is_same(field.key(), name))
    }

    /// Whether a rule reads it, or the order of imports depends on it. In any other field a bad value
    /// is left out, and the record is good without it.
    #[must_use]
    pub const fn is_read_by_rules(self) -> bool {
        !matches!(
            self,
            Self::created_at
                | Self::sip_meta_date
                | Self::sip_meta_month
                | Self::uid
                | Self::goal_id
                | Self::goal_name
                | Self::paused_reason
                | Self::sip_sales_status
                | Self::had_mandate_at_creation
                | Self::mandate_tracking_status
                | Self::mandate_confirmed_date
                | Self::stepper_enabled
                | Self::first_order_nav_allocated_at
                | Self::first_success_order_month
                | Self::latest_success_order_month
                | Self::paused_amount
                | Self::member_id
        )
    }

    /// What it takes, in a few words: the forms that a value may have, each with an example.
    #[must_use]
    pub const fn takes(self) -> &'static str {
        match self {
            Self::sip_days => "days of the month, as in 5 or 1,15",
            Self::num_days => "a whole number of days from 0 to 31",
            Self::increment_period => "a period such as 6M, 1Y, 6 months, Half-Yearly or Yearly",
            Self::status => "a status such as Success, Failed, In Progress or Paused",
            _ => self.shape().takes(),
        }
    }

    /// Its value in a record.
    #[must_use]
    pub fn get(self, record: &SipRecord) -> Value<'_> {
        match self {
            Self::inserted_at => Value::Time(record.inserted_at),
            Self::event_date => Value::Time(record.event_date),
            Self::created_at => Value::Time(record.created_at),
            Self::sip_meta_date => Value::Date(record.sip_meta_date),
            Self::sip_meta_month => Value::Date(record.sip_meta_month),
            Self::uid => Value::Id(record.uid.as_deref()),
            Self::sip_meta_id => Value::Id(Some(&record.sip_meta_id)),
            Self::user_id => Value::Id(Some(&record.user_id)),
            Self::goal_id => Value::Id(record.goal_id.as_deref()),
            Self::sip_days => Value::Text(record.sip_days.as_deref()),
            Self::num_days => Value::Count(record.num_days),
            Self::amount => Value::Money(Some(record.amount)),
            Self::scheme_name => Value::Schemes(&record.scheme_name),
            Self::goal_name => Value::Text(record.goal_name.as_deref()),
            Self::start_date => Value::Date(record.start_date),
            Self::end_date => Value::Date(record.end_date),
            Self::paused_from => Value::Date(record.paused_from),
            Self::paused_till => Value::Date(record.paused_till),
            Self::paused_reason => Value::Text(record.paused_reason.as_deref()),
            Self::increment_percentage => Value::Percent(record.increment_percentage),
            Self::increment_amount => Value::Money(record.increment_amount),
            Self::increment_period => {
                Value::Made(record.increment_period.map(|period| period.to_string()))
            }
            Self::is_active => Value::Truth(record.is_active),
            Self::sip_sales_status => Value::Text(record.sip_sales_status.as_deref()),
            Self::had_mandate_at_creation => Value::Truth(record.had_mandate_at_creation),
            Self::has_current_mandate => Value::Truth(record.has_current_mandate),
            Self::mandate_tracking_status => Value::Text(record.mandate_tracking_status.as_deref()),
            Self::mandate_confirmed_date => Value::Date(record.mandate_confirmed_date),
            Self::stepper_enabled => Value::Truth(record.stepper_enabled),
            Self::first_order_nav_allocated_at => Value::Date(record.first_order_nav_allocated_at),
            Self::first_success_order_date => Value::Date(record.first_success_order_date),
            Self::latest_success_order_date => Value::Date(record.latest_success_order_date),
            Self::first_success_order_month => Value::Date(record.first_success_order_month),
            Self::latest_success_order_month => Value::Date(record.latest_success_order_month),
            Self::success_amount => Value::Money(record.success_amount),
            Self::pending_amount => Value::Money(record.pending_amount),
            Self::failed_amount => Value::Money(record.failed_amount),
            Self::in_progress_amount => Value::Money(record.in_progress_amount),
            Self::paused_amount => Value::Money(record.paused_amount),
            Self::success_count => Value::Count(record.success_count),
            Self::status => Value::Text(Some(record.status.as_str())),
            Self::agent_external_id => Value::Id(record.agent_external_id.as_deref()),
            Self::member_id => Value::Id(record.member_id.as_deref()),
            Self::agent_id => Value::Id(Some(&record.agent_id)),
            Self::deleted => Value::Truth(record.deleted),
        }
    }
}

/// Puts a value where a record has it: into an option, or over a default where there is a value.
trait Assign<T> {
    fn assign(self, place: &mut T);
}

impl<T> Assign<Option<T>> for Option<T> {
    fn assign(self, place: &mut Option<T>) {
        *place = self;
    }
}

impl<T> Assign<T> for Option<T> {
    fn assign(self, place: &mut T) {
        if let Some(value) = self {
            *place = value;
        }
    }
}
