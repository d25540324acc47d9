//! The binary as a whole: its life and its command line.

mod life;
