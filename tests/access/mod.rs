//! The permission rules, each from its own words: R1 to R9, R12, R13, R16, R17 and R18's refusal; the matrix
//! of who may do what, and the tables of docs/permissions.md; random organisations compared with an
//! oracle that shares no code with the program; what must hold whatever the rules say; and planted
//! faults that all this must find.

pub(crate) mod ask;
mod faults;
mod invariants;
mod matrix;
mod oracle;
mod r12_helper;
mod r13_unconfirmed;
mod r16_at_once;
mod r17_applications;
mod r17_former_author;
pub(crate) mod r17_mutations;
mod r17_roads;
mod r17_silence;
mod r18_deactivated;
mod r1_default;
mod r2_office;
mod r3_membership;
mod r4_space_grant;
mod r5_unit_grant;
mod r6_visibility;
mod r7_writing;
mod r8_cut;
mod r9_backwards;
mod r9_written;
mod random;
mod stale;
pub(crate) mod targets;
mod truth_table;
