//! The temporary tables that a file is copied into before it is merged.

diesel::table! {
    /// What is judged of each record.
    staged_sips (record_number) {
        sip_meta_id -> Text,
        amount_paise -> Int8,
        success_count -> Nullable<Int4>,
        success_amount_paise -> Nullable<Int8>,
        failed_amount_paise -> Nullable<Int8>,
        latest_success_order_date -> Nullable<Date>,
        inserted_at -> Nullable<Timestamp>,
        event_date -> Nullable<Timestamp>,
        content_digest -> Uuid,
        line -> Int8,
        record_number -> Int8,
    }
}

diesel::table! {
    /// All of those records that may replace one: the columns of `sip_records`, and this one.
    staged_records (record_number) {
        record_number -> Int8,
    }
}

diesel::table! {
    /// The SIPs that bad records name, as often as they do.
    staged_bad_sips (sip_meta_id) {
        sip_meta_id -> Text,
    }
}

/// Makes them, on a connection within a transaction.
pub(crate) const CREATE: &str = "
    CREATE TEMPORARY TABLE staged_sips (
        sip_meta_id text COLLATE \"C\" NOT NULL,
        amount_paise bigint NOT NULL,
        success_count integer,
        success_amount_paise bigint,
        failed_amount_paise bigint,
        latest_success_order_date date,
        inserted_at timestamp,
        event_date timestamp,
        content_digest uuid NOT NULL,
        line bigint NOT NULL,
        record_number bigint NOT NULL
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_records (
        LIKE sip_records,
        record_number bigint NOT NULL
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE staged_bad_sips (
        sip_meta_id text COLLATE \"C\" NOT NULL
    ) ON COMMIT DROP";
