//! Where files go: what stands before their paths, as in `s3://bucket/prefix`.

/// Schemes whose place may lack a host: that of this machine, or the one that is configured.
const HOSTLESS: [&str; 2] = ["file", "hdfs"];

/// What a host, a bucket or a container may be written with, beside letters and digits (RFC 3986).
const IN_HOSTS: &str = "-._~%!$&'()*+,;=:@[]";

/// Where files go: a URI, or an absolute path of Unix or of a Windows server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(String);

/// Why a text is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Neither form.
    #[error(
        "is neither a URI, as s3://bucket/prefix is, nor an absolute path, as /mnt/cold or \\\\server\\share is"
    )]
    NoTarget,
    /// A line end, for one, that came from a file or a variable.
    #[error("has a control character")]
    Control,
    /// It begins or ends with white space.
    #[error("begins or ends with a space")]
    Space,
    /// `s3:///b`.
    #[error("names no host, bucket or container between :// and the next slash")]
    NoHost,
    /// A character that no host has.
    #[error("has {0:?} in its host, bucket or container")]
    InHost(char),
    /// `https://user:secret@host`: it would stand in every object.
    #[error("has a password, which every object would show; leave it to whoever moves the files")]
    Password,
    /// `?` or `#`: the paths of files would be part of it.
    #[error(
        "has a {0:?}; the path of each file is put behind the target, and would be part of a query or fragment"
    )]
    Query(char),
    /// `//typo/x`.
    #[error("begins with two slashes, so that its scheme or its first folder is missing")]
    TwoSlashes,
    /// `\\server`.
    #[error("names no server and share, as \\\\server\\share does")]
    NoShare,
    /// `/`.
    #[error("names no folder")]
    NoFolder,
}

impl Target {
    /// A target: a URI with a host (`file:` and `hdfs:` may lack it), an absolute path, or a share of a Windows server.
    pub fn new(given: &str) -> Result<Target, TargetError> {
        if given.chars().any(char::is_control) {
            return Err(TargetError::Control);
        }
        if given.trim() != given {
            return Err(TargetError::Space);
        }
        match given.split_once("://") {
            Some((scheme, place)) if is_scheme(scheme) => check_place(scheme, place),
            _ if given.starts_with(r"\\") => check_share(given),
            _ if given.starts_with("//") => Err(TargetError::TwoSlashes),
            _ if given.starts_with('/') => folder(given),
            _ => Err(TargetError::NoTarget),
        }?;
        Ok(Target(given.to_owned()))
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without a slash at its end: paths begin with one.
    pub(super) fn prefix(&self) -> &str {
        match self.0.starts_with('\\') {
            true => self.0.trim_end_matches(['/', '\\']),
            false => self.0.trim_end_matches('/'),
        }
    }
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn check_place(scheme: &str, place: &str) -> Result<(), TargetError> {
    if let Some(mark) = place.chars().find(|c| matches!(c, '?' | '#')) {
        return Err(TargetError::Query(mark));
    }
    let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    if host.is_empty() && HOSTLESS.iter().any(|hostless| scheme.eq_ignore_ascii_case(hostless)) {
        return folder(path);
    }
    if let Some(odd) = host.chars().find(|c| !c.is_alphanumeric() && !IN_HOSTS.contains(*c)) {
        return Err(TargetError::InHost(odd));
    }
    let (user, host) = host.rsplit_once('@').unwrap_or(("", host));
    if user.contains(':') {
        return Err(TargetError::Password);
    }
    // `s3://-` and `s3://.` are no names either.
    host.contains(char::is_alphanumeric).then_some(()).ok_or(TargetError::NoHost)
}

fn check_share(given: &str) -> Result<(), TargetError> {
    let mut names = given[2..].split(['\\', '/']);
    let has_name = |name: Option<&str>| name.is_some_and(|name| name.contains(char::is_alphanumeric));
    (has_name(names.next()) && has_name(names.next())).then_some(()).ok_or(TargetError::NoShare)
}

fn folder(path: &str) -> Result<(), TargetError> {
    (!path.trim_matches('/').is_empty()).then_some(()).ok_or(TargetError::NoFolder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        use TargetError::*;
        for (given, wrong) in [
            ("", NoTarget),
            ("s3//bucket", NoTarget),
            ("s3:/bucket", NoTarget),
            ("bucket/x", NoTarget),
            (r"\server\share", NoTarget),
            ("1s://b", NoTarget),
            ("://b", NoTarget),
            ("c d://b", NoTarget),
            ("s3://", NoHost),
            ("s3:///", NoHost),
            ("s3:///b", NoHost),
            ("https://-:/x", NoHost),
            ("s3://./x", NoHost),
            ("s3://u@/x", NoHost),
            ("s3://b u/x", InHost(' ')),
            (r"s3://b\x", InHost('\\')),
            ("s3://${BUCKET}/x", InHost('{')),
            ("s3://<bucket>", InHost('<')),
            ("s3://b/x ", Space),
            ("s3://b/x\n", Control),
            ("/mnt/co\u{7}ld", Control),
            ("https://u:secret@h/x", Password),
            ("https://h/c?sig=secret", Query('?')),
            ("s3://b/x#1", Query('#')),
            ("//typo/x", TwoSlashes),
            ("//", TwoSlashes),
            ("/", NoFolder),
            ("file:///", NoFolder),
            ("file://", NoFolder),
            (r"\\server", NoShare),
            (r"\\server\", NoShare),
            (r"\\\share\x", NoShare),
        ] {
            assert_eq!(Target::new(given), Err(wrong), "{given}");
        }
    }

    #[test]
    fn targets_are_kept_as_they_were_given() {
        for (given, prefix) in [
            ("s3://b", "s3://b"),
            ("s3://b/x//", "s3://b/x"),
            ("s3://bucket/cold files", "s3://bucket/cold files"),
            ("gs://b/x", "gs://b/x"),
            ("azblob://c/x", "azblob://c/x"),
            ("abfss://c@a.example/x", "abfss://c@a.example/x"),
            ("https://h.example:8443/x", "https://h.example:8443/x"),
            ("s3://[::1]:9000/b", "s3://[::1]:9000/b"),
            ("file:///mnt/cold", "file:///mnt/cold"),
            ("hdfs:///cold", "hdfs:///cold"),
            ("/mnt/cold store/", "/mnt/cold store"),
            (r"\\server\share\x\", r"\\server\share\x"),
            (r"\\server\share", r"\\server\share"),
        ] {
            let target = Target::new(given).unwrap();
            assert_eq!((target.as_str(), target.prefix()), (given, prefix));
        }
    }
}
