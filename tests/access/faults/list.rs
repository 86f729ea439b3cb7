//! The faults that are planted one at a time. Whoever rewrites a rule rewrites its faults.

/// One planted fault: `exact`, which comes once after `after`, becomes `faulty`. In Rust both are
/// expressions of one type.
pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    after: &'static str,
    exact: &'static str,
    faulty: &'static str,
}

impl Fault {
    /// Whether it is SQL, which is planted in the file; what is Rust is compiled in and chosen by name.
    pub(super) fn is_sql(&self) -> bool {
        self.file.ends_with(".sql")
    }

    /// Whether both stand by themselves, as expressions of Rust must.
    fn is_whole(&self) -> bool {
        let count = |text: &str, bracket: char| text.matches(bracket).count();
        let whole = |text: &str| {
            ["()", "[]", "{}"].iter().all(|pair| {
                let [open, close] = [0, 1].map(|at| pair.as_bytes()[at] as char);
                count(text, open) == count(text, close)
            }) && !text.starts_with('.')
        };
        self.is_sql() || (whole(self.exact) && whole(self.faulty))
    }

    /// The text with the fault in it; none if its place is not there once, or it is half an expression.
    pub(super) fn planted(&self, text: &str) -> Option<String> {
        let Self { name, after, exact, faulty, .. } = self;
        let place = format!("{after}{exact}");
        if text.matches(&place).count() != 1 || exact == faulty || !self.is_whole() {
            return None;
        }
        let planted = match self.is_sql() {
            true => format!("{after}{faulty}"),
            false => format!(
                "{after}match crate::planted(\"{name}\") {{ true => {faulty}, false => {exact} }}"
            ),
        };
        Some(text.replacen(&place, &planted, 1))
    }
}

/// What is added to the program: whether it was started with a fault.
pub(super) const PLANTED: &str = "
pub(crate) fn planted(name: &str) -> bool {
    std::env::var(\"PARVIS_PLANTED\").is_ok_and(|planted| planted == name)
}
";

macro_rules! faults {
    ($($file:literal {
        $($name:literal: $(after $after:literal,)? $exact:literal => $faulty:literal;)*
    })*) => {
        /// All of them.
        pub(super) const FAULTS: &[Fault] = &[$($(Fault {
            name: $name,
            file: $file,
            after: concat!($($after)?),
            exact: $exact,
            faulty: $faulty,
        },)*)*];
    };
}

faults! {
    "api/src/access/rights.sql" {
        "r2_office_after_its_end":
            "WHERE p.from_at <= $2 AND (p.until_at IS NULL OR p.until_at > $2)" => "WHERE p.from_at <= $2";
        "r2_deputy_as_leader": "WHEN 'LEADER' THEN 6 ELSE 5 END" => "WHEN 'LEADER' THEN 6 ELSE 6 END";
        "r2_lapsed_deputy_stays":
            "AND (p.lapse_at IS NULL OR p.lapse_at > $2) AND p.absent_at IS NULL" => "AND p.absent_at IS NULL";
        "r3_member_at_the_end":
            "WHERE a.from_at <= $2 AND (a.until_at IS NULL OR a.until_at > $2)\n)"
            => "WHERE a.from_at <= $2 AND (a.until_at IS NULL OR a.until_at >= $2)\n)";
        "r3_confirmation_ignored":
            "WHERE m.confirmed OR c.space_id IS NOT NULL OR s.visibility IN ('OPEN', 'UNIT')"
            => "WHERE 1 = 1";
        "r3_narrowing_confirms_nobody": "AND c.space_id = s.id" => "AND 1 = 0";
        "r3_narrowing_confirms_everywhere": "AND c.space_id = s.id" => "AND 1 = 1";
        "r4_grant_for_ever":
            "WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)\n        AND (g.grantee_kind"
            => "WHERE g.from_at <= $2\n        AND (g.grantee_kind";
        "r4_groups_forgotten": "UNION SELECT g.person_id, 'GROUP'" => "UNION SELECT g.person_id, 'NONE'";
        "r5_unit_grant_in_a_closed_space":
            "WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2) AND s.visibility IN ('OPEN', 'UNIT')"
            => "WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)";
        "r5_every_grant_a_subtree": "WHERE g.subtree AND g.from_at" => "WHERE g.from_at";
        "r6_everyone_within_unit":
            "SELECT w.person_id, s.id, s.unit_id, 1, 0, 'R6'" => "SELECT w.person_id, s.id, s.unit_id, 1, 1, 'R6'";
        "r6_branch_on_the_roster":
            "SELECT m.person_id, s.id, s.unit_id, 1, 1, 'R6'" => "SELECT m.person_id, s.id, s.unit_id, 1, 2, 'R6'";
        "r6_not_the_leaders_above":
            "ON s.unit_id = c.descendant_id WHERE s.visibility IN ('OPEN', 'UNIT')"
            => "ON s.unit_id = c.descendant_id WHERE 1 = 0";
        "r7_subtree_gives_the_granted_role":
            "SELECT me.person_id, s.id, s.unit_id, 1, 2, 'R5', 'UNIT_GRANT', g.id"
            => "SELECT me.person_id, s.id, s.unit_id, CASE g.role WHEN 'EDITOR' THEN 4 WHEN 'AUTHOR' THEN 3 ELSE 1 END, 2, 'R5', 'UNIT_GRANT', g.id";
        "r8_cut_missed": "AND s.inherits AND s.visibility" => "AND s.visibility";
        "r8_subtree_into_closed_spaces":
            "AND s.inherits AND s.visibility IN ('OPEN', 'UNIT')" => "AND s.inherits";
        "r9_unit_grant_reaches_sealed_posts":
            "WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END, 2,\n" => "WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END, 3,\n";
        "r9_any_grant_reaches_sealed_posts":
            "CASE g.grantee_kind WHEN 'PERSON' THEN 3 ELSE 2 END" => "3";
        "r12_helper_writes": "THEN r.rank ELSE 1 END" => "THEN r.rank ELSE r.rank END";
        "r12_helper_writes_wherever_member": "(h.is_primary AND r.rule = 'R3')" => "(r.rule = 'R3')";
        "r13_office_not_confirmed":
            "WHERE o.confirmed OR s.visibility IN ('OPEN', 'UNIT')" => "WHERE 1 = 1";
        "r14_open_for_ever": "WHERE b.from_at <= $2 AND b.until_at > $2" => "WHERE b.from_at <= $2";
        "r18_the_deactivated_leads": "AND p.absent_at IS NULL" => "AND 1 = 1";
        "r18_every_deputy_acts":
            "AND (o.from_at < d.from_at OR (o.from_at = d.from_at AND o.id < d.position_id))" => "AND 1 = 0";
        "r18_acts_for_ever":
            "AND (l.until_at IS NULL OR l.until_at > $2 - 2592000000000)" => "AND 1 = 1";
    }
    "api/src/access/summary.sql" {
        "r12_helper_leads": "WHERE unit_id NOT IN (SELECT unit_id FROM helped)" => "WHERE 1 = 1";
        "r16_kept_past_the_end_of_a_grant":
            "UNION ALL SELECT MIN(until_at) FROM space_grant WHERE until_at > $2\n" => "\n";
        "r16_kept_past_a_lapse":
            "UNION ALL SELECT MIN(lapse_at) FROM position WHERE lapse_at > $2\n" => "\n";
    }
    "api/src/store/scheduled.rs" {
        "r1_scheduled_whoever_the_author_is_by_then": "role.is_some_and(|role| role >= least)" => "true";
        "r2_scheduled_is_not_held_for_the_next_leader": "each(transaction, later).await?" => "Vec::new()";
    }
    "api/src/access/scope.rs" {
        "r1_expired_is_live":
            "post::Column::ExpiresAt.gt(access.now)" => "post::Column::ExpiresAt.is_not_null()";
        "r1_expires_a_moment_late":
            "post::Column::ExpiresAt.gt(access.now)" => "post::Column::ExpiresAt.gte(access.now)";
        "r1_scheduled_is_live":
            "post::Column::FeedKey.lt(post::feed_key_after(access.now))"
            => "post::Column::FeedKey.is_not_null()";
        "r1_drafts_for_editors":
            "post::Column::State.eq(post::State::Proposed)"
            => "post::Column::State.is_in([post::State::Draft, post::State::Proposed])";
        "r1_editor_from_author": "right.role >= Role::Editor" => "right.role >= Role::Author";
        "r9_editors_see_what_was_scheduled_in_closed_days":
            "of(sorted(editor.map(number))).and(not_sealed)" => "of(sorted(editor.map(number)))";
        "r15_drafts_for_applications":
            "not_for_applications(access)\n            .add(not_deleted)"
            => "Condition::all().add(not_deleted)";
        "r17_author_off_the_roster":
            "Condition::all().add(own).add(draft_or_within)"
            => "Condition::all().add(own).add(draft_or_within.add(Expr::val(true)))";
        "r17_secret_spaces_listed":
            "space::Column::Visibility.eq(space::Visibility::Restricted)"
            => "space::Column::Visibility.is_in([space::Visibility::Restricted, space::Visibility::Secret])";
    }
    "api/src/access/facts.rs" {
        "r1_more_than_the_least_role":
            "role.is_some_and(|role| role >= least)" => "role.is_some_and(|role| role > least)";
        "r2_deputy_leads":
            "office.is_some_and(|o| o.role == Role::Leader)" => "office.is_some()";
        "r13_unconfirmed_lets_others_in":
            "!space.was_sealed || role >= Some(Role::Deputy)" => "true";
        "r9_any_editor_edits_closed_days":
            "post.audience_key % 4 != post::Reach::Sealed as i64 || role >= Some(least)" => "true";
        "r10_anyone_publishes":
            "ensure(own(access, post), \"R10\", \"Only its author may do that.\")" => "Ok(())";
    }
    "api/src/access/policy.rs" {
        "r4_editor_grants":
            after "GrantOnSpace(space::Model) = |access, space| {\n        ",
            "in_space(access, space.id, Role::Deputy)" => "in_space(access, space.id, Role::Editor)";
    }
    "api/src/store/publication.rs" {
        "r9_proposals_of_closed_days":
            "space.visibility.is_sealed()" => "false";
        "r9_narrowed_nothing_to_come": "row.audience_key >= least" => "true";
    }
    "api/src/access/permit.rs" {
        "r15_applications_write":
            "!A::SCOPE.is_some_and(|needed| application.scopes.iter().any(|it| it == needed))" =>
            "!A::SCOPE.is_none_or(|needed| application.scopes.iter().any(|it| it == needed))";
    }
    "api/src/store/rights.rs" {
        "r15_limit_ignored": "rights.limited_to(limit)" => "rights";
        "r15_branch_ignored":
            "application.and_then(|app| app.branch)" => "application.and_then(|_| None::<UnitId>)";
        "r16_kept_after_a_change": "version == viewer.access_version" => "true";
    }
    "api/src/store/db.rs" {
        "r16_nobody_told_of_their_own": after "if let Some(person) = ", "whose" => "None::<PersonId>";
    }
    "api/src/store/identity.rs" {
        "r18_deactivated_are_let_in":
            "first.try_get::<person::Status>(\"\", \"status\")? == person::Status::Active" => "true";
    }
}
