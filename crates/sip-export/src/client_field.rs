//! The fields of an export of clients: their names, what they hold, and where a record has them.

use crate::client::ClientRecord;
use crate::fields::fields;
use crate::key;
use crate::shape::Value;

fields! {
    /// A field of an export of clients, in the export's order.
    ClientField of ClientRecord;
    "uid" uid: Id via id,
    "user_id" user_id: Id via id,
    "crn" crn: Id via id,
    "name" name: Text via text,
    "email" email: Text via text,
    "phone_number" phone_number: Phone via phone,
    "date_of_birth" date_of_birth: Date via date,
    "language" language: Text via text,
    "agent_external_id" agent_external_id: Id via id,
    "agent_name" agent_name: Text via text,
    "agent_email" agent_email: Text via text,
    "agent_phone_number" agent_phone_number: Phone via phone,
    "member_id" member_id: Id via id,
    "total_current_value" total_current_value: Worth via worth,
    "total_invested_value" total_invested_value: Money via money,
    "mf_current_value" mf_current_value: Worth via worth,
    "mf_invested_value" mf_invested_value: Money via money,
    "fd_current_value" fd_current_value: Worth via worth,
    "fd_invested_value" fd_invested_value: Money via money,
    "aif_current_value" aif_current_value: Worth via worth,
    "aif_invested_value" aif_invested_value: Money via money,
    "deb_current_value" deb_current_value: Worth via worth,
    "deb_invested_value" deb_invested_value: Money via money,
    "pms_current_value" pms_current_value: Worth via worth,
    "pms_invested_value" pms_invested_value: Money via money,
    "preipo_current_value" preipo_current_value: Worth via worth,
    "preipo_invested_value" preipo_invested_value: Money via money,
    "trak_cob_opportunity_value" trak_cob_opportunity_value: Money via money,
    "latest_as_on_date" latest_as_on_date: Date via date,
    "first_active_at" first_active_at: Date via date,
    "first_active_mf" first_active_mf: Date via date,
    "first_active_fd" first_active_fd: Date via date,
    "first_active_insurance" first_active_insurance: Date via date,
    "first_active_mld" first_active_mld: Date via date,
    "first_active_ncd" first_active_ncd: Date via date,
    "first_active_aif" first_active_aif: Date via date,
    "first_active_pms" first_active_pms: Date via date,
    "first_active_preipo" first_active_preipo: Date via date,
    "first_active_mf_sip" first_active_mf_sip: Date via date,
    "inserted_at" inserted_at: Time via time,
    "event_date" event_date: Time via time,
    "created_at" created_at: Time via time,
    "do_not_contact" do_not_contact: Truth via truth,
}

impl ClientField {
    /// The field that a column of that name is, whatever its case, spaces, underscores and hyphens.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| key::is_same(field.key(), name))
    }

    /// Whether something hangs on it that a wrong value would turn over: who the client is, which
    /// record is the newest, and whether the client may be called. In any other field a bad value is
    /// left out, and the record is good without it.
    #[must_use]
    pub const fn is_relied_on(self) -> bool {
        matches!(self, Self::user_id | Self::inserted_at | Self::event_date | Self::do_not_contact)
    }

    /// Whether its value tells of a person what is nobody else's business: no report quotes it.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        !matches!(
            self,
            Self::uid
                | Self::user_id
                | Self::latest_as_on_date
                | Self::inserted_at
                | Self::event_date
                | Self::created_at
                | Self::do_not_contact
        )
    }

    /// What it takes, in a few words: the forms that a value may have, each with an example.
    #[must_use]
    pub const fn takes(self) -> &'static str {
        self.shape().takes()
    }

    /// Its value in a record.
    #[must_use]
    pub fn get(self, record: &ClientRecord) -> Value<'_> {
        match self {
            Self::uid => Value::Id(record.uid.as_deref()),
            Self::user_id => Value::Id(Some(&record.user_id)),
            Self::crn => Value::Id(record.crn.as_deref()),
            Self::name => Value::Text(record.name.as_deref()),
            Self::email => Value::Text(record.email.as_deref()),
            Self::phone_number => Value::Text(record.phone_number.as_deref()),
            Self::date_of_birth => Value::Date(record.date_of_birth),
            Self::language => Value::Text(record.language.as_deref()),
            Self::agent_external_id => Value::Id(record.agent_external_id.as_deref()),
            Self::agent_name => Value::Text(record.agent_name.as_deref()),
            Self::agent_email => Value::Text(record.agent_email.as_deref()),
            Self::agent_phone_number => Value::Text(record.agent_phone_number.as_deref()),
            Self::member_id => Value::Id(record.member_id.as_deref()),
            Self::total_current_value => Value::Money(record.total_current_value),
            Self::total_invested_value => Value::Money(record.total_invested_value),
            Self::mf_current_value => Value::Money(record.mf_current_value),
            Self::mf_invested_value => Value::Money(record.mf_invested_value),
            Self::fd_current_value => Value::Money(record.fd_current_value),
            Self::fd_invested_value => Value::Money(record.fd_invested_value),
            Self::aif_current_value => Value::Money(record.aif_current_value),
            Self::aif_invested_value => Value::Money(record.aif_invested_value),
            Self::deb_current_value => Value::Money(record.deb_current_value),
            Self::deb_invested_value => Value::Money(record.deb_invested_value),
            Self::pms_current_value => Value::Money(record.pms_current_value),
            Self::pms_invested_value => Value::Money(record.pms_invested_value),
            Self::preipo_current_value => Value::Money(record.preipo_current_value),
            Self::preipo_invested_value => Value::Money(record.preipo_invested_value),
            Self::trak_cob_opportunity_value => Value::Money(record.trak_cob_opportunity_value),
            Self::latest_as_on_date => Value::Date(record.latest_as_on_date),
            Self::first_active_at => Value::Date(record.first_active_at),
            Self::first_active_mf => Value::Date(record.first_active_mf),
            Self::first_active_fd => Value::Date(record.first_active_fd),
            Self::first_active_insurance => Value::Date(record.first_active_insurance),
            Self::first_active_mld => Value::Date(record.first_active_mld),
            Self::first_active_ncd => Value::Date(record.first_active_ncd),
            Self::first_active_aif => Value::Date(record.first_active_aif),
            Self::first_active_pms => Value::Date(record.first_active_pms),
            Self::first_active_preipo => Value::Date(record.first_active_preipo),
            Self::first_active_mf_sip => Value::Date(record.first_active_mf_sip),
            Self::inserted_at => Value::Time(record.inserted_at),
            Self::event_date => Value::Time(record.event_date),
            Self::created_at => Value::Time(record.created_at),
            Self::do_not_contact => Value::Truth(record.do_not_contact),
        }
    }
}
