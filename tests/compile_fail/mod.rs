//! No scope, no rows; no permit, no write: what would get around it does not compile.
//!
//! Each `.rs` beside this file is a program of another crate. `TRYBUILD=overwrite` writes what the
//! compiler says now into its `.stderr`: read the difference, which must name the same obstacle. One
//! obstacle a file where the compiler looks for them in turn: privacy comes after types.

/// The lawful way through the same calls, compiled with these tests: so that the others cannot fail
/// for a reason of their own. (As a case of trybuild's it would have every dependency built anew.)
#[expect(dead_code, reason = "that it compiles is the test")]
mod with_scope_and_permit;

#[test]
fn what_gets_around_access_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("compile_fail/forge_permit.rs");
    cases.compile_fail("compile_fail/copy_permit.rs");
    cases.compile_fail("compile_fail/forge_seen.rs");
    cases.compile_fail("compile_fail/reach_connection.rs");
    cases.compile_fail("compile_fail/id_for_permit.rs");
    cases.compile_fail("compile_fail/permit_of_other_act.rs");
    cases.compile_fail("compile_fail/table_without_scope.rs");
    cases.compile_fail("compile_fail/raw_row_as_object.rs");
}
