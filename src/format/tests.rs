//! Fixtures of every format give exact rows.
