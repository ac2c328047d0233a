//! The temporary tables that a file is copied into before it is merged.

diesel::table! {
    /// What is judged of each record.
    staged_sips (record_number) {
        sip_meta_id -> Text,
        amount_paise -> Int8,
        latest_success_order_date -> Nullable<Date>,
        inserted_at -> Nullable<Timestamp>,
        event_date -> Nullable<Timestamp>,
        content_digest -> Uuid,
        line -> Int8,
        record_number -> Int8,
    }
}

diesel::table! {
    /// All of those records that may replace one.
    staged_records (record_number) {
        sip_meta_id -> Text,
        user_id -> Text,
        agent_id -> Text,
        agent_external_id -> Nullable<Text>,
        member_id -> Nullable<Text>,
        uid -> Nullable<Text>,
        goal_id -> Nullable<Text>,
        goal_name -> Nullable<Text>,
        created_at -> Nullable<Timestamp>,
        sip_meta_date -> Nullable<Date>,
        sip_meta_month -> Nullable<Date>,
        sip_days -> Nullable<Text>,
        num_days -> Nullable<Int4>,
        amount_paise -> Int8,
        scheme_name -> Array<Text>,
        start_date -> Nullable<Date>,
        end_date -> Nullable<Date>,
        paused_from -> Nullable<Date>,
        paused_till -> Nullable<Date>,
        paused_reason -> Nullable<Text>,
        increment_percentage_hundredths -> Nullable<Int8>,
        increment_amount_paise -> Nullable<Int8>,
        increment_period -> Nullable<Text>,
        is_active -> Nullable<Bool>,
        sip_sales_status -> Nullable<Text>,
        had_mandate_at_creation -> Nullable<Bool>,
        has_current_mandate -> Nullable<Bool>,
        mandate_tracking_status -> Nullable<Text>,
        mandate_confirmed_date -> Nullable<Date>,
        stepper_enabled -> Nullable<Bool>,
        first_order_nav_allocated_at -> Nullable<Date>,
        first_success_order_date -> Nullable<Date>,
        latest_success_order_date -> Nullable<Date>,
        first_success_order_month -> Nullable<Date>,
        latest_success_order_month -> Nullable<Date>,
        success_amount_paise -> Nullable<Int8>,
        pending_amount_paise -> Nullable<Int8>,
        failed_amount_paise -> Nullable<Int8>,
        in_progress_amount_paise -> Nullable<Int8>,
        paused_amount_paise -> Nullable<Int8>,
        success_count -> Nullable<Int4>,
        current_sip_status -> Text,
        deleted -> Nullable<Bool>,
        record_number -> Int8,
    }
}

/// Makes them, on a connection within a transaction.
pub(crate) const CREATE: &str = "
    CREATE TEMPORARY TABLE staged_sips (
        sip_meta_id text COLLATE \"C\" NOT NULL,
        amount_paise bigint NOT NULL,
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
    ) ON COMMIT DROP";
