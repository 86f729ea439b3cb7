//! `parvis demo`: what it makes, and that its printed lines work as pasted.

mod command;
mod organisation;
mod program;
