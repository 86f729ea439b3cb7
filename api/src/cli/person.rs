//! `parvis person`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use entity::platform_role;

use super::{Common, clock, database, failed};
use crate::content::input::{MAX_NAME, line};
use crate::error::Result;
use crate::fault::Fault;
use crate::store::NewUnit;

/// Add people before anyone can sign in: the first administrator, for example
///
/// What only the operator can do is to found the organisation and to name its first administrator.
/// Everything after goes through the API.
#[derive(Debug, Args)]
pub(super) struct Person {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Add a person
    Add {
        /// Name
        #[arg(long)]
        name: String,
        /// Address
        #[arg(long)]
        email: String,
        /// Platform roles
        #[arg(long, value_enum)]
        role: Vec<Role>,
        /// Found the company under this name, if there is none yet
        #[arg(long, value_name = "NAME")]
        company: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Role {
    /// Manages people, units, positions and applications
    Admin,
    /// Confirms new leaders of closed spaces
    Guardian,
    /// Reads the audit log
    Auditor,
}

impl Person {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let Act::Add { name, email, role, company } = self.act;
        let checked = |what: &str, text: &str| {
            line(what, text, MAX_NAME).map_err(|refused| failed(what, refused.message))
        };
        let (name, email) = (checked("--name", &name)?, checked("--email", &email)?);
        let db = database(&common.config()?, "person add").await?;
        if db.operator_find_person(&email).await?.is_some() {
            return Err(failed(&email, "is the address of somebody already"));
        }
        if let Some(company) = company {
            let company = checked("--company", &company)?;
            let new = NewUnit { kind: entity::unit::Kind::Company, name: company, slug: None };
            match db.operator_create_company(new, &clock()).await {
                // There already: nothing to found.
                Ok(_) | Err(Fault::Refused(_)) => {}
                Err(Fault::Error(error)) => return Err(error),
            }
        }
        let roles: Vec<_> = role.into_iter().map(platform_role::Role::from).collect();
        let person = db.operator_add_person(name, Some(email), &roles, &clock()).await?;
        println!("{}", person.id);
        Ok(ExitCode::SUCCESS)
    }
}

impl From<Role> for platform_role::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Guardian => Self::Guardian,
            Role::Auditor => Self::Auditor,
        }
    }
}
