// Made from the migrated database by `cargo xtask schema`. Do not edit.

diesel::table! {
    api_keys (key_id) {
        key_id -> Text,
        key_sha256 -> Bytea,
        name -> Text,
        role -> Text,
        agents -> Nullable<Array<Text>>,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        may_write -> Bool,
    }
}

diesel::table! {
    audit_log (entry_id) {
        entry_id -> Uuid,
        at -> Timestamptz,
        request_id -> Text,
        who -> Text,
        role -> Text,
        address -> Text,
        method -> Text,
        resource -> Text,
        agent_id -> Nullable<Text>,
        user_id -> Nullable<Text>,
        status -> Int4,
        key_id -> Nullable<Text>,
        import_id -> Nullable<Text>,
    }
}

diesel::table! {
    book_identity (singleton) {
        singleton -> Bool,
        token -> Uuid,
    }
}

diesel::table! {
    changes (change_id) {
        change_id -> Int8,
        settled_with -> Int8,
        as_of -> Date,
        change -> Text,
        reason_key -> Text,
        kind -> Text,
        user_id -> Text,
        agent_id -> Text,
        sip_meta_id -> Nullable<Text>,
        monthly_value_paise -> Int8,
        why -> Nullable<Text>,
        regressed -> Bool,
    }
}

diesel::table! {
    client_names (is_later, begins, user_id, name_key) {
        is_later -> Bool,
        begins -> Text,
        user_id -> Text,
        name_key -> Text,
    }
}

diesel::table! {
    client_sightings (user_id) {
        user_id -> Text,
        inserted_at -> Nullable<Timestamp>,
        event_date -> Nullable<Timestamp>,
        stamp -> Timestamp,
        import_id -> Int8,
        content_digest -> Uuid,
    }
}

diesel::table! {
    clients (user_id) {
        user_id -> Text,
        uid -> Nullable<Text>,
        crn -> Nullable<Text>,
        name -> Nullable<Text>,
        email -> Nullable<Text>,
        phone_number -> Nullable<Text>,
        date_of_birth -> Nullable<Date>,
        language -> Nullable<Text>,
        agent_external_id -> Nullable<Text>,
        agent_name -> Nullable<Text>,
        agent_email -> Nullable<Text>,
        agent_phone_number -> Nullable<Text>,
        member_id -> Nullable<Text>,
        total_current_value_paise -> Nullable<Int8>,
        total_invested_value_paise -> Nullable<Int8>,
        mf_current_value_paise -> Nullable<Int8>,
        mf_invested_value_paise -> Nullable<Int8>,
        fd_current_value_paise -> Nullable<Int8>,
        fd_invested_value_paise -> Nullable<Int8>,
        aif_current_value_paise -> Nullable<Int8>,
        aif_invested_value_paise -> Nullable<Int8>,
        deb_current_value_paise -> Nullable<Int8>,
        deb_invested_value_paise -> Nullable<Int8>,
        pms_current_value_paise -> Nullable<Int8>,
        pms_invested_value_paise -> Nullable<Int8>,
        preipo_current_value_paise -> Nullable<Int8>,
        preipo_invested_value_paise -> Nullable<Int8>,
        trak_cob_opportunity_value_paise -> Nullable<Int8>,
        latest_as_on_date -> Nullable<Date>,
        first_active_at -> Nullable<Date>,
        first_active_mf -> Nullable<Date>,
        first_active_fd -> Nullable<Date>,
        first_active_insurance -> Nullable<Date>,
        first_active_mld -> Nullable<Date>,
        first_active_ncd -> Nullable<Date>,
        first_active_aif -> Nullable<Date>,
        first_active_pms -> Nullable<Date>,
        first_active_preipo -> Nullable<Date>,
        first_active_mf_sip -> Nullable<Date>,
        created_at -> Nullable<Timestamp>,
        do_not_contact -> Nullable<Bool>,
        name_key -> Nullable<Text>,
        phone_key -> Nullable<Text>,
    }
}

diesel::table! {
    directory_state (singleton) {
        singleton -> Bool,
        sequence -> Int8,
        token -> Uuid,
    }
}

diesel::table! {
    ended_spells (reason_key, ended_with) {
        reason_key -> Text,
        ended_with -> Int8,
        user_id -> Text,
        agent_id -> Text,
        since -> Date,
        ended_on -> Date,
        kind -> Text,
        mark -> Int2,
        monthly_value_paise -> Int8,
        why -> Text,
        regressed -> Bool,
        claimed_by -> Nullable<Text>,
        claim_work_id -> Nullable<Int8>,
        credit -> Nullable<Text>,
    }
}

diesel::table! {
    idempotency_keys (by_whom, idempotency_key) {
        by_whom -> Text,
        idempotency_key -> Text,
        request_sha256 -> Bytea,
        work_id -> Int8,
        at -> Timestamptz,
    }
}

diesel::table! {
    import_observations (import_id, part) {
        import_id -> Int8,
        part -> Int4,
        held_words -> Nullable<Array<Int2>>,
        held_bits -> Array<Int8>,
        positions -> Nullable<Array<Int2>>,
        content_digests -> Nullable<Array<Uuid>>,
        amounts_paise -> Nullable<Array<Int8>>,
        success_counts -> Nullable<Array<Int4>>,
        success_amounts_paise -> Nullable<Array<Int8>>,
        failed_amounts_paise -> Nullable<Array<Int8>>,
        stamp_positions -> Nullable<Array<Int2>>,
        stamp_dates -> Nullable<Array<Date>>,
        stamp_minutes -> Nullable<Array<Int2>>,
        stamp_microseconds -> Nullable<Array<Int4>>,
        inserted_dates -> Nullable<Array<Date>>,
        inserted_minutes -> Nullable<Array<Int2>>,
        inserted_microseconds -> Nullable<Array<Int4>>,
        without_event_date -> Nullable<Array<Bool>>,
        record_offsets -> Nullable<Array<Int4>>,
    }
}

diesel::table! {
    imports (import_id) {
        import_id -> Int8,
        file_name -> Text,
        sha256 -> Text,
        as_of -> Date,
        complete -> Bool,
        records_read -> Int8,
        inserted -> Int8,
        updated -> Int8,
        unchanged -> Int8,
        stale -> Int8,
        duplicate -> Int8,
        rejected -> Int8,
        amount_changes -> Int8,
        started_at -> Timestamptz,
        finished_at -> Timestamptz,
        token -> Uuid,
        date_order -> Nullable<Text>,
        file_columns -> Nullable<Array<Text>>,
        newest_stamp -> Nullable<Timestamp>,
        conflicting -> Int8,
        undoable -> Bool,
        replaces -> Nullable<Int8>,
        undone_as -> Nullable<Int8>,
        undone_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Text>,
        undone_token -> Nullable<Uuid>,
        kind -> Text,
    }
}

diesel::table! {
    reason_totals (agent_id, kind, settled_with) {
        agent_id -> Text,
        kind -> Text,
        settled_with -> Int8,
        as_of -> Date,
        reasons -> Int8,
        monthly_value_paise -> Numeric,
        potential_increase_paise -> Numeric,
        appeared -> Int8,
        ended -> Int8,
        recovered -> Int8,
    }
}

diesel::table! {
    settled_agents (agent_id) {
        agent_id -> Text,
        settled_with -> Int8,
    }
}

diesel::table! {
    settled_books (settled_with) {
        settled_with -> Int8,
        as_of -> Date,
        rules -> Int4,
        at -> Timestamptz,
    }
}

diesel::table! {
    sip_amounts (sip_meta_id, as_of) {
        sip_meta_id -> Text,
        as_of -> Date,
        import_id -> Int8,
        last_as_of -> Nullable<Date>,
        amount_paise -> Int8,
        success_count -> Nullable<Int4>,
        success_amount_paise -> Nullable<Int8>,
        failed_amount_paise -> Nullable<Int8>,
    }
}

diesel::table! {
    sip_records (sip_meta_id) {
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
    }
}

diesel::table! {
    sip_sightings (sip_meta_id) {
        sip_meta_id -> Text,
        ordinal -> Int4,
        inserted_at -> Nullable<Timestamp>,
        event_date -> Nullable<Timestamp>,
        stamp -> Timestamp,
        import_id -> Int8,
        record_number -> Int8,
        content_digest -> Uuid,
        record_as_of -> Date,
        held_as_of -> Date,
        held_amount_paise -> Int8,
        stated_digest -> Nullable<Uuid>,
        stated_stamp -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sips_of_bad_records (sip_meta_id, import_id) {
        sip_meta_id -> Text,
        import_id -> Int8,
    }
}

diesel::table! {
    spells (reason_key) {
        reason_key -> Text,
        user_id -> Text,
        agent_id -> Text,
        since -> Date,
        kind -> Text,
        mark -> Int2,
        monthly_value_paise -> Int8,
        seen_paise -> Nullable<Int8>,
        seen_on -> Nullable<Date>,
        resting_since -> Nullable<Date>,
        regressed -> Bool,
        settled_with -> Int8,
    }
}

diesel::table! {
    spells_before (settled_with, reason_key) {
        settled_with -> Int8,
        reason_key -> Text,
        user_id -> Nullable<Text>,
        agent_id -> Nullable<Text>,
        since -> Nullable<Date>,
        kind -> Nullable<Text>,
        mark -> Nullable<Int2>,
        monthly_value_paise -> Nullable<Int8>,
        seen_paise -> Nullable<Int8>,
        seen_on -> Nullable<Date>,
        resting_since -> Nullable<Date>,
        regressed -> Nullable<Bool>,
        spell_settled_with -> Nullable<Int8>,
    }
}

diesel::table! {
    work_events (work_id) {
        work_id -> Int8,
        at -> Timestamptz,
        by_whom -> Text,
        agent_id -> Text,
        user_id -> Text,
        action -> Text,
        outcome -> Nullable<Text>,
        dismissal -> Nullable<Text>,
        until -> Nullable<Date>,
        check_on -> Nullable<Date>,
        note -> Nullable<Text>,
        undoes -> Nullable<Int8>,
        book_as_of -> Date,
        book_sequence -> Int8,
    }
}

diesel::table! {
    work_reasons (work_id, reason_key) {
        work_id -> Int8,
        reason_key -> Text,
        kind -> Text,
        mark -> Int2,
        ended_with -> Nullable<Int8>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    audit_log,
    book_identity,
    changes,
    client_names,
    client_sightings,
    clients,
    directory_state,
    ended_spells,
    idempotency_keys,
    import_observations,
    imports,
    reason_totals,
    settled_agents,
    settled_books,
    sip_amounts,
    sip_records,
    sip_sightings,
    sips_of_bad_records,
    spells,
    spells_before,
    work_events,
    work_reasons,
);
