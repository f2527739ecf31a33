//! A private server as it is found: where it lives, who it runs as, which PostgreSQL it is.

use super::account::Account;
use super::binaries::Binaries;
use super::home::Home;
use super::trust::check_way;
use crate::error::Result;

/// What a private server consists of, made or not.
#[derive(Debug)]
pub(super) struct Installation {
    pub(super) home: Home,
    pub(super) account: Account,
    pub(super) binaries: Binaries,
}

impl Installation {
    /// Looks at the environment and the disk. Changes nothing.
    pub(super) fn locate() -> Result<Installation> {
        let home = Home::from_env()?;
        check_way(&home.pg)?;
        let account = Account::choose(&home.data)?;
        let binaries = Binaries::find(home.data_major()?, &home.data)?;
        Ok(Installation { home, account, binaries })
    }

    /// Checks that the server's user can get to its home and its programs.
    pub(super) fn check_reach(&self) -> Result<()> {
        self.account.check_reach(&self.home.pg, "set TIERLOAD_HOME to a folder that this user can reach")?;
        let remedy = "set PGBIN to a folder with PostgreSQL's programs that this user can reach";
        self.account.check_reach(&self.binaries.folder, remedy)
    }
}
