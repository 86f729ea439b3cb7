//! What is promised in committed text is what the program does: the SDL, and the README's tables.

mod readme;
mod sdl;
