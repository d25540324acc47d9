//! The binary as a whole: its life and its command line.

mod crash;
mod handing_over;
mod life;
mod sharing;
mod telling;
