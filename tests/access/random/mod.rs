//! Random organisations: after every few random acts, what each person reads by each road is what
//! the oracle says.
//!
//! A kind of act is an arm of [`Run::act`] and a method that draws from the act's tape, acts through
//! GraphQL as somebody who may, and tells the oracle's world.

mod check;
mod compare;
mod content;
mod drafts;
mod need;
mod organisation;
mod people;

use std::fmt;

use serde_json::{Value, json};

use super::ask::made;
use super::oracle::{MONTH, Minute, Role, Space, Visibility, World};
use crate::support::TestApp;
use entity::platform_role::Role as Platform;

pub(crate) use check::few;
use check::share;
pub(crate) use compare::Answers;
use need::Application;
use organisation::Dice;
pub(crate) use organisation::{Organisation, Tape};

const UNITS: usize = 4;
pub(crate) const PEOPLE: usize = 5;

async fn compare_every_fifth(organisation: Organisation) {
    let mut run = Run::found(&organisation).await;
    run.with_oracle = true;
    for (at, tape) in organisation.acts.iter().enumerate() {
        run.act(tape).await;
        if at % 5 == 4 || at + 1 == organisation.acts.len() {
            run.compare().await;
        }
    }
    run.close().await;
}

macro_rules! shares {
    ($($name:ident = $test:literal;)*) => {$(
        #[test]
        fn $name() {
            share($test, compare_every_fifth);
        }
    )*};
}

// They run beside each other.
shares! {
    what_people_read_is_what_the_rules_say_1 = 0;
    what_people_read_is_what_the_rules_say_2 = 1;
    what_people_read_is_what_the_rules_say_3 = 2;
    what_people_read_is_what_the_rules_say_4 = 3;
}

/// What somebody did.
#[derive(Debug)]
pub(crate) struct Deed {
    at: Minute,
    /// A person, or nobody for the administrator.
    pub(crate) by: Option<usize>,
    pub(crate) field: String,
    pub(crate) input: Value,
}

/// An organisation that runs, and what the oracle knows of it.
pub(crate) struct Run {
    dice: Dice,
    app: TestApp,
    admin: String,
    guardian: String,
    pub(crate) world: World,
    applications: Vec<Application>,
    pub(crate) deeds: Vec<Deed>,
    /// Whether what people get is compared with the oracle before and after time passes.
    with_oracle: bool,
    /// Whether anything happened since the last comparison.
    changed: bool,
    compared: usize,
}

/// The history, a deed a line, for messages.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Deed { at, by, field, input } in &self.deeds {
            let by = by.map_or("admin".into(), |person| format!("P{person}"));
            write!(f, "\n  {at} {by} {field} {input}")?;
        }
        Ok(())
    }
}

const VISIBILITIES: [(Visibility, &str); 4] = [
    (Visibility::Open, "OPEN"),
    (Visibility::Unit, "UNIT"),
    (Visibility::Restricted, "RESTRICTED"),
    (Visibility::Secret, "SECRET"),
];
const ROLES: [(Role, &str); 4] = [
    (Role::Reader, "READER"),
    (Role::Contributor, "CONTRIBUTOR"),
    (Role::Author, "AUTHOR"),
    (Role::Editor, "EDITOR"),
];

impl Run {
    pub(crate) async fn found(organisation: &Organisation) -> Self {
        let app = TestApp::start().await;
        let root = app.found("Root").await;
        let admin = app.person("Admin", &[Platform::Admin]).await;
        let guardian = app.person("Guardian", &[Platform::Guardian]).await;
        let world = World { units: vec![(root, None)], ..World::default() };
        let dice = Dice::new(&organisation.founding);
        let mut run = Self {
            dice,
            app,
            admin,
            guardian,
            world,
            applications: Vec::new(),
            deeds: Vec::new(),
            with_oracle: false,
            changed: true,
            compared: 0,
        };
        for number in 0..PEOPLE {
            // One of them is administrator besides, who may ask to break the glass.
            let roles: &[Platform] = if number + 1 == PEOPLE { &[Platform::Admin] } else { &[] };
            run.world.people.push(run.app.person(&format!("P{number}"), roles).await);
            run.world.absent.push(None);
        }
        run.found_groups().await;
        for number in 1..UNITS {
            let parent = run.dice.below(run.world.units.len());
            let input = json!({ "parentId": run.world.units[parent].0, "kind": "TEAM", "name": format!("U{number}") });
            let unit = run.app.done(&run.admin, "unitCreate", input, "unit { id }").await;
            run.world.units.push((made(unit, "unit"), Some(parent)));
        }
        for unit in 0..UNITS {
            run.appoint_from(unit, 0).await;
            // The home space, known to its leader.
            let leader = run.leader(unit).unwrap();
            let query = "query($id: ID!) { unit(id: $id) { spaces { id } } }";
            let id = json!({ "id": run.world.units[unit].0 });
            let spaces = run.app.ask(&run.world.people[leader], query, id).await;
            let id = spaces["unit"]["spaces"][0]["id"].as_str().unwrap().to_owned();
            let (visibility, member_role) = (Visibility::Unit, Role::Author);
            let (inherits, was_closed) = (true, false);
            run.world.spaces.push(Space {
                id,
                unit,
                visibility,
                member_role,
                inherits,
                was_closed,
            });
        }
        run
    }

    /// Leaves nothing behind on the server.
    pub(crate) async fn close(self) {
        self.app.close().await;
    }

    /// Who leads a unit, or acts as its leader.
    fn leader(&self, unit: usize) -> Option<usize> {
        let leads = |person: &usize| {
            let offices = self.world.offices(*person);
            !self.world.helps(*person, unit)
                && offices.iter().any(|o| o.unit == unit && o.role == Role::Leader)
        };
        (0..PEOPLE).find(leads)
    }

    fn leader_confirmed(&self, unit: usize) -> bool {
        let confirmed = |person: usize| {
            self.world.offices(person).iter().any(|o| o.unit == unit && o.confirmed)
        };
        self.leader(unit).is_some_and(confirmed)
    }

    /// Whether somebody can act: not deactivated.
    fn here(&self, person: usize) -> bool {
        self.world.absent[person].is_none()
    }

    fn when(minute: Minute) -> String {
        let start: entity::Timestamp = crate::support::app::START.parse().unwrap();
        start.plus_seconds(i64::from(minute) * 60).to_string()
    }

    /// An end to come, or none.
    fn end(&mut self) -> Option<Minute> {
        let now = self.world.now;
        (self.dice.below(3) == 0).then(|| now + 1 + u32::try_from(self.dice.below(3)).unwrap())
    }

    /// As [`Run::done`], by somebody of the world.
    async fn by(&mut self, person: usize, field: &str, input: Value, of: &str) -> String {
        let who = self.world.people[person].clone();
        self.done(&who, field, input, of).await
    }

    pub(crate) async fn done(&mut self, who: &str, field: &str, input: Value, of: &str) -> String {
        let by = self.world.people.iter().position(|id| id == who);
        let deed = Deed { at: self.world.now, by, field: field.into(), input: input.clone() };
        self.deeds.push(deed);
        self.changed = true;
        let payload = self.app.mutate(who, field, input, &format!("{of} {{ id }}")).await;
        assert_eq!(payload["errors"], json!([]), "refused: {self}");
        made(payload, of)
    }

    pub(crate) async fn act(&mut self, tape: &Tape) {
        self.dice = Dice::new(tape);
        match self.dice.below(32) {
            0 | 1 => self.assign().await,
            2 => self.end_or_confirm_assignment().await,
            3 => {
                let unit = self.dice.below(UNITS);
                self.appoint(unit).await;
            }
            4 => self.deputise().await,
            5 => self.open().await,
            6..=9 => self.change_space().await,
            10 | 11 => self.grant_on_space().await,
            12 | 13 => self.grant_on_unit().await,
            14 => self.revoke().await,
            15 => self.move_unit().await,
            16..=19 => self.publish().await,
            20 => self.draft().await,
            21 => self.decide().await,
            22 => self.end_office().await,
            23 => self.leave_or_return().await,
            24 => self.help().await,
            25 => self.break_glass().await,
            26 => self.make_application().await,
            27 | 28 => self.publish_closed_then_widen().await,
            _ => self.pass().await,
        }
        self.world.settle();
    }

    /// A minute passes, now and then a month, and between the two comparisons nothing else.
    async fn pass(&mut self) {
        if self.with_oracle {
            self.compare().await;
        }
        let minutes = if self.dice.below(6) == 5 { MONTH } else { 1 };
        self.world.now += minutes;
        self.app.wait(60 * i64::from(minutes));
        self.changed = true;
        if self.with_oracle {
            self.compare().await;
        }
    }
}
