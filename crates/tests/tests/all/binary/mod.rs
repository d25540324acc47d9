//! The binary as a whole: its life and its command line.

mod crash;
mod life;
mod telling;
