//! Dumps of file systems: what an input holds, what its columns mean, how its paths are stored, and its rows in the form
//! in which they are sent. Pure: no threads that wait, no SQL, no terminal.

pub mod format;
pub mod input;
pub mod mark;
pub mod path;
pub mod rows;
