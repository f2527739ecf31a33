//! What goes wrong with files and folders of the private server.

use crate::error::{Error, ErrorKind};
use std::path::Path;

/// For `map_err`: says what was tried on which file or folder of the server.
pub(super) fn failed<P: AsRef<Path>>(action: &str, path: P) -> impl FnOnce(std::io::Error) -> Error + use<P> {
    let failed = Error::io(action, path);
    move |source| failed(source).as_kind(ErrorKind::PrivateServer)
}
