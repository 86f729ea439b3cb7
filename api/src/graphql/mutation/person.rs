//! Adds, deactivates and reactivates people.

use async_graphql::{Context, ID, InputObject, Object};
use entity::person;

use crate::access::policy::{AddPerson, ChangePersonStatus};
use crate::content::input::{MAX_NAME, line};
use crate::error::Result;
use crate::fault::{Outcome, Refused};
use crate::graphql::context::request;
use crate::graphql::payload::{mutate, payloads};
use crate::graphql::person::Person;

/// A person to add.
#[derive(InputObject)]
pub struct PersonAddInput {
    /// Name, at most 200 characters.
    display_name: String,
    /// Address for people to write to.
    email: Option<String>,
}

/// A person to deactivate.
#[derive(InputObject)]
pub struct PersonDeactivateInput {
    /// The person.
    id: ID,
}

/// A person to reactivate.
#[derive(InputObject)]
pub struct PersonReactivateInput {
    /// The person.
    id: ID,
}

payloads! {
    /// What came of adding a person.
    PersonAddPayload, PersonAddError {
        /// The person.
        person: Person
    }
    /// What came of deactivating a person.
    PersonDeactivatePayload, PersonDeactivateError {
        /// The person, who is refused from now on.
        person: Person
    }
    /// What came of reactivating a person.
    PersonReactivatePayload, PersonReactivateError {
        /// The person, who may sign in again.
        person: Person
    }
}

/// Writes people.
#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Adds a person before their first sign-in. For administrators.
    async fn person_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: PersonAddInput,
    ) -> Option<Result<PersonAddPayload>> {
        mutate(ctx, async {
            let request = request(ctx)?;
            let me = request.access().me().to_string().into();
            let me = request.find::<person::Entity>("", &me).await?;
            let permit = request.permit::<AddPerson>(me)?;
            let name = line("displayName", &input.display_name, MAX_NAME)?;
            let email = input.email.map(|email| line("email", &email, MAX_NAME)).transpose()?;
            Ok(Person(request.db.add_person(permit, name, email, &request.clock).await?))
        })
        .await
    }

    /// Refuses a person at once, with all tokens issued until now. What they wrote and led stays.
    /// For administrators.
    async fn person_deactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: PersonDeactivateInput,
    ) -> Option<Result<PersonDeactivatePayload>> {
        mutate(ctx, set_status(ctx, input.id, person::Status::Deactivated)).await
    }

    /// Lets a person sign in again, with tokens issued from now on. For administrators.
    async fn person_reactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: PersonReactivateInput,
    ) -> Option<Result<PersonReactivatePayload>> {
        mutate(ctx, set_status(ctx, input.id, person::Status::Active)).await
    }
}

async fn set_status(ctx: &Context<'_>, id: ID, status: person::Status) -> Outcome<Person> {
    let request = request(ctx)?;
    let person = request.find::<person::Entity>("id", &id).await?;
    let permit = request.permit::<ChangePersonStatus>(person)?;
    if permit.row().status == status {
        return Err(Refused::conflict("id", "They are in that state already.").into());
    }
    if permit.row().id == request.access().me() {
        let message = "An administrator does not deactivate themself.";
        return Err(Refused::conflict("id", message).into());
    }
    Ok(Person(request.db.set_person_status(permit, status, &request.clock).await?))
}
