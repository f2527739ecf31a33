//! TLS to remote servers, through rustls. The server's certificate is always checked, chain and host name: libpq
//! does so with `verify-full` alone; without the check the server may be anybody.

use super::parameters::Parameters;
use crate::error::{Error, ErrorKind, Result};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use std::error::Error as StdError;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The driver's mode for what libpq calls `sslmode`.
pub(super) fn mode(parameters: &Parameters) -> Result<SslMode> {
    match parameters.get("sslmode").as_deref() {
        Some("disable") => Ok(SslMode::Disable),
        None | Some("prefer") => Ok(SslMode::Prefer),
        Some("require" | "verify-ca" | "verify-full") => Ok(SslMode::Require),
        Some(other) => Err(Error::usage(format!(
            "sslmode={other} is not supported; use disable, prefer, require, verify-ca or verify-full"
        ))),
    }
}

/// A connector with the certificates that the parameters name, or else those in `~/.postgresql`, as for libpq, or else
/// those that the system trusts.
pub(super) fn connector(parameters: &Parameters) -> Result<MakeRustlsConnect> {
    let provider = rustls::crypto::ring::default_provider();
    let builder = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::internal(format!("TLS set-up: {error}")))?
        .with_root_certificates(roots(parameters)?);
    let Some(certificate) = file(parameters, "sslcert", "postgresql.crt") else {
        return Ok(MakeRustlsConnect::new(builder.with_no_client_auth()));
    };
    let key = file(parameters, "sslkey", "postgresql.key").ok_or_else(|| {
        Error::new(
            ErrorKind::Connection,
            format!("sslcert={} needs its private key: sslkey=FILE", certificate.display()),
        )
    })?;
    let chain = certificates("sslcert", &certificate)?;
    let config = builder
        .with_client_auth_cert(chain, private_key(&key)?)
        .map_err(|error| unusable("sslkey", &key, &error))?;
    Ok(MakeRustlsConnect::new(config))
}

fn roots(parameters: &Parameters) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match file(parameters, "sslrootcert", "root.crt").filter(|path| path.as_os_str() != "system") {
        Some(path) => {
            for certificate in certificates("sslrootcert", &path)? {
                roots.add(certificate).map_err(|error| unusable("sslrootcert", &path, &error))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(roots)
}

/// The file that a parameter names, or the one in `~/.postgresql` when it is there.
fn file(parameters: &Parameters, name: &str, usual: &str) -> Option<PathBuf> {
    let in_home = || {
        let path = std::env::home_dir()?.join(".postgresql").join(usual);
        path.exists().then_some(path)
    };
    parameters.get(name).map(PathBuf::from).or_else(in_home)
}

fn certificates(name: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    let found = read.map_err(|error| unusable(name, path, &error))?;
    if found.is_empty() {
        return Err(unusable(name, path, &"no certificate in it (PEM is read)"));
    }
    Ok(found)
}

/// Refuses a key that others may read, as libpq does: 0600, or 0640 where root owns it.
fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>> {
    let found = std::fs::metadata(path).map_err(|error| unusable("sslkey", path, &error))?;
    let too_much = if found.uid() == 0 { 0o037 } else { 0o077 };
    if found.mode() & too_much != 0 {
        return Err(unusable("sslkey", path, &"others may read it: chmod 600"));
    }
    PrivateKeyDer::from_pem_file(path).map_err(|error| unusable("sslkey", path, &error))
}

fn unusable(name: &str, path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Connection, format!("cannot use {name}={}: {why}", path.display()))
}

/// What kind of error it is when the server's certificate was not accepted.
pub(super) fn refused(error: &tokio_postgres::Error) -> Option<ErrorKind> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let io = inner.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        if let Some(rustls::Error::InvalidCertificate(why)) = io.and_then(|inner| inner.downcast_ref()) {
            return Some(match why {
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    ErrorKind::CertificateName
                }
                CertificateError::UnknownIssuer => ErrorKind::CertificateIssuer,
                _ => ErrorKind::CertificateInvalid,
            });
        }
        cause = inner.source();
    }
    None
}
