//! `parvis demo`: what it makes, and that its printed line works as pasted.

mod command;
mod organisation;
