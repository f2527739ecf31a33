//! The server's settings, written anew at every start because they follow the machine.

use super::error::failed;
use super::home::Home;
use crate::error::Result;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const MB: u64 = 1 << 20;
const GB: u64 = 1 << 30;

/// What the settings follow.
#[derive(Debug, Clone, Copy)]
struct Machine {
    /// Memory that this process may use.
    ram_bytes: u64,
    /// Free space where the data folder is.
    disk_free_bytes: u64,
    /// Size of /dev/shm; `None` where there is none.
    shm_bytes: Option<u64>,
}

/// Writes `pg/server.conf`, which belongs to tierload and which `data/postgresql.conf` includes.
pub(super) fn write(home: &Home) -> Result<()> {
    let free = |folder: &Path| rustix::fs::statvfs(folder).ok().map(|found| found.f_bavail * found.f_frsize);
    let size = |folder: &Path| rustix::fs::statvfs(folder).ok().map(|found| found.f_blocks * found.f_frsize);
    let machine = Machine {
        ram_bytes: ram_bytes(),
        disk_free_bytes: free(&home.data).unwrap_or(64 * GB),
        shm_bytes: size(Path::new("/dev/shm")),
    };
    let file = home.pg.join("server.conf");
    fs::write(&file, text(machine, &home.run)).map_err(failed("cannot write", &file))?;
    // Readable for the server's user whatever root's umask; there is no secret in it.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644))
        .map_err(failed("cannot set the mode of", &file))
}

fn text(machine: Machine, socket_folder: &Path) -> String {
    let shared_buffers = (machine.ram_bytes / 4).clamp(128 * MB, 2 * GB) / MB;
    let cached = (machine.ram_bytes / 2).max(256 * MB) / MB;
    let maintenance = (machine.ram_bytes / 16).clamp(64 * MB, 512 * MB) / MB;
    let work = (machine.ram_bytes / 128).clamp(4 * MB, 32 * MB) / MB;
    let max_wal = (machine.disk_free_bytes / 8).clamp(256 * MB, 8 * GB) / MB;
    let min_wal = (max_wal / 4).clamp(80, 1024);
    // Docker gives a container 64 MB of /dev/shm, and a parallel query that needs more fails.
    let shm = match machine.shm_bytes {
        Some(bytes) if bytes >= 256 * MB => "posix",
        _ if cfg!(target_os = "linux") => "mmap",
        _ => "posix",
    };
    let socket_folder = quote_folder(socket_folder);
    format!(
        "\
# Written by tierload at every start of its private server. Put changes of your own into
# data/postgresql.auto.conf (alter system set ...), which is read later and wins.

# Who can connect: only those who can enter the socket's folder. No network.
listen_addresses = ''
port = 5432
unix_socket_directories = {socket_folder}
unix_socket_permissions = 0700
max_connections = 100

# What is committed stays, whatever happens to the machine.
fsync = on
synchronous_commit = on
full_page_writes = on

# There is no replica to feed. With minimal WAL, index builds and tables filled by the transaction that made them
# are written once, to their files, and not a second time to the WAL. Senders must be off for it.
wal_level = minimal
max_wal_senders = 0
# A load writes much WAL in a short time. Few checkpoints, spread out, mean few full-page images.
max_wal_size = {max_wal}MB
# Kept and used again, so that the next load need not make new files.
min_wal_size = {min_wal}MB
checkpoint_timeout = 30min
checkpoint_completion_target = 0.9

# A quarter of the memory, but no more than the loading process and the page cache can spare.
shared_buffers = {shared_buffers}MB
effective_cache_size = {cached}MB
# Index builds sort in this; up to three workers of autovacuum may use it too.
maintenance_work_mem = {maintenance}MB
# A merge has a few sorts and hashes at a time, in a few sessions.
work_mem = {work}MB
# posix is quicker, but needs a large /dev/shm.
dynamic_shared_memory_type = {shm}

# Merges are a few long statements with simple expressions: compiling them costs more than it gains.
jit = off

# stderr goes to log/server.log; a process id and a time make it readable.
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] '
log_timezone = 'UTC'
timezone = 'UTC'
"
    )
}

/// A folder in a list of folders in a configuration file: double quotes for the list, single ones for the file.
fn quote_folder(folder: &Path) -> String {
    let listed = folder.to_string_lossy().replace('"', "\"\"");
    format!("'\"{}\"'", listed.replace('\\', "\\\\").replace('\'', "''"))
}

/// The machine's memory, or the container's share of it. When neither can be read, a small machine's.
fn ram_bytes() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
    });
    let share =
        fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    let mac = || {
        let output = std::process::Command::new("sysctl").args(["-n", "hw.memsize"]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    let machine = machine.or_else(mac).unwrap_or(GB);
    share.unwrap_or(machine).min(machine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(ram_bytes: u64, disk_free_bytes: u64, shm_bytes: u64) -> String {
        let machine = Machine { ram_bytes, disk_free_bytes, shm_bytes: Some(shm_bytes) };
        text(machine, Path::new("/it's \"here\""))
    }

    #[test]
    fn settings_follow_the_machine() {
        let large = written(64 * GB, 500 * GB, 32 * GB);
        assert!(large.contains("\nshared_buffers = 2048MB\n") && large.contains("\nmax_wal_size = 8192MB\n"));
        assert!(large.contains("\ndynamic_shared_memory_type = posix\n"));
        let small = written(256 * MB, GB, 64 * MB);
        assert!(small.contains("\nshared_buffers = 128MB\n") && small.contains("\nmax_wal_size = 256MB\n"));
        assert!(small.contains("\ndynamic_shared_memory_type = mmap\n"));
    }

    #[test]
    fn folders_are_quoted_twice() {
        assert!(written(GB, GB, GB).contains(r#"'"/it''s ""here"""'"#));
    }
}
