//! What is promised in committed text is what the program does: the SDL, the README's tables, and the
//! examples in docs/.

mod docs;
mod import;
mod readme;
mod sdl;
