//! Deletes the server's data.

use super::error::failed;
use super::folder::{remove_folder, size_bytes};
use super::home::Home;
use super::installation::Installation;
use super::stop;
use crate::error::{Error, ErrorKind, Result};
use std::fs;
use std::path::PathBuf;

/// The data of a private server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerData {
    /// PostgreSQL's data folder.
    pub folder: PathBuf,
    /// Bytes in it.
    pub size_bytes: u64,
}

/// What there is to delete; `None` when nothing was made.
pub(super) fn data(home: &Home) -> Option<ServerData> {
    home.pg.exists().then(|| ServerData { folder: home.data.clone(), size_bytes: size_bytes(&home.data) })
}

/// Stops the server and deletes its data, if tierload made them; says what there was.
pub(super) fn reset(server: &Installation) -> Result<Option<ServerData>> {
    let home = &server.home;
    let Some(data) = data(home) else { return Ok(None) };
    let _lock = home.lock()?;
    if !home.marker().is_file() {
        return Err(Error::new(
            ErrorKind::PrivateServer,
            format!(
                "{} is not deleted: it has no file made-by-tierload, so it is not tierload's",
                home.pg.display()
            ),
        ));
    }
    stop::ensure_stopped(server)?;
    // Renamed first, so that a reset that is killed leaves no half data folder under the name.
    let doomed = home.pg.join("data.old");
    remove_folder(&doomed)?;
    if home.data.exists() {
        fs::rename(&home.data, &doomed).map_err(failed("cannot rename", &home.data))?;
    }
    for folder in [&doomed, &home.pg.join("data.new"), &home.log, &home.run] {
        remove_folder(folder)?;
    }
    for file in [home.pg.join("server.conf"), home.marker()] {
        if file.exists() {
            fs::remove_file(&file).map_err(failed("cannot delete", &file))?;
        }
    }
    // Stays when someone put other files there.
    let _ = fs::remove_dir(&home.pg);
    Ok(Some(data))
}
