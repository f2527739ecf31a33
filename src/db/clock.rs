//! The one clock for times that are compared with each other, whichever host wrote them: the server's.

use super::statement::statements;
use super::transaction::Tx;
use crate::error::Result;
use jiff::Timestamp;

statements! {
    CLOCK = "db/clock.sql",
}

impl Tx<'_> {
    /// The server's time.
    pub(crate) async fn now(&self) -> Result<Timestamp> {
        self.row(&CLOCK, &[]).await?.get("now")
    }
}
