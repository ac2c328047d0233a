//! The fields of an export of SIPs: their names, what they hold, and where a record has them.

use opportunity_core::SipRecord;

use crate::fields::fields;
use crate::key;
use crate::shape::Value;

fields! {
    /// A field of an export of SIPs, in the export's order.
    Field of SipRecord;
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
