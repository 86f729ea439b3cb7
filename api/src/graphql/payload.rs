//! Payloads of mutations: what was made, or why nothing was changed.

use async_graphql::Context;

use super::context::{Request, request};
use crate::error::Result;
use crate::fault::{Fault, Outcome, Refused};

/// The payload of one mutation.
pub trait Payload: Sized {
    /// What the mutation makes.
    type Value;

    /// It was done.
    fn done(value: Self::Value) -> Self;

    /// It was refused, and nothing was changed.
    fn refused(refused: Refused) -> Self;
}

/// Runs one mutation and answers with its payload. Afterwards the rest of the operation sees the
/// viewer's rights as they are then.
pub(super) async fn mutate<P: Payload>(
    ctx: &Context<'_>,
    act: impl Future<Output = Outcome<P::Value>>,
) -> Option<Result<P>> {
    Some(
        async {
            let request: &Request = request(ctx)?;
            match act.await {
                Ok(value) => {
                    request.refresh().await?;
                    Ok(P::done(value))
                }
                Err(Fault::Refused(refused)) => Ok(P::refused(refused)),
                Err(Fault::Error(error)) => Err(error),
            }
        }
        .await,
    )
}

/// Answers a question that can be refused like a mutation, with its payload.
pub(super) async fn ask<P: Payload>(
    question: impl Future<Output = Outcome<P::Value>>,
) -> Option<Result<P>> {
    Some(match question.await {
        Ok(value) => Ok(P::done(value)),
        Err(Fault::Refused(refused)) => Ok(P::refused(refused)),
        Err(Fault::Error(error)) => Err(error),
    })
}

/// Declares payloads: for each its name, its error's name, and the field with what was made.
macro_rules! payloads {
    ($($(#[$doc:meta])* $payload:ident, $error:ident { $(#[$field_doc:meta])* $field:ident: $kind:ty })*) => {$(
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            $(#[$field_doc])*
            pub $field: Option<$kind>,
            /// Why nothing was changed; empty when it was done.
            pub errors: Vec<$error>,
        }

        /// Why the mutation changed nothing.
        #[derive(async_graphql::SimpleObject)]
        pub struct $error {
            /// For programs.
            pub code: crate::fault::RefusalCode,
            /// For people, in English.
            pub message: String,
            /// The input field, from the outside in; empty for the whole.
            pub field: Vec<String>,
            /// The permission rule that refuses, as `R2`, if it is one that does.
            pub rule: Option<String>,
        }

        impl $crate::graphql::payload::Payload for $payload {
            type Value = $kind;

            fn done(value: $kind) -> Self {
                Self { $field: Some(value), errors: Vec::new() }
            }

            fn refused(refused: crate::fault::Refused) -> Self {
                let crate::fault::Refused { code, message, field, rule } = refused;
                let rule = rule.map(str::to_owned);
                Self { $field: None, errors: vec![$error { code, message, field, rule }] }
            }
        }
    )*};
}
pub(super) use payloads;
