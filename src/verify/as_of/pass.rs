//! One part of a share's directories: what their rows add up to, and what they were said to add up to.

use super::named::Named;
use super::span::Span;
use super::sql::{COPY_DIR_VERSIONS, COPY_DIRS, COPY_VERSIONS};
use super::sums::Sums;
use super::timeline::Timeline;
use crate::catalog::layout::ShareTables;
use crate::db::{CopiedRow, Part, Statement, Tx, Type};
use crate::dump::path::{Dir, dir_digest};
use crate::dump::rows::DirSums;
use crate::error::Result;
use crate::snapshot::{Principals, SEEN_TYPES, seen_row};
use std::collections::HashMap;
use uuid::Uuid;

/// Which directories: those whose id leaves `part` when divided by `parts`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portion {
    pub(super) tables: ShareTables,
    pub(super) parts: i64,
    pub(super) part: i64,
}

/// What was read of the directories of a part.
pub(super) struct Pass<'p> {
    span: &'p Span,
    principals: &'p Principals,
    dirs: HashMap<i64, DirEntry>,
    digest_buffer: Vec<u8>,
}

/// A directory whose rows do not add up to what is stored.
#[derive(Debug)]
pub(super) struct Different {
    pub(super) dir_id: i64,
    /// In the first such snapshot.
    pub(super) difference: Sums,
    /// The numbers of the snapshots.
    pub(super) numbers: Vec<i32>,
}

#[derive(Default)]
struct DirEntry {
    /// The digest of its path; 0 where there is no such directory.
    digest: u128,
    /// A track for each set of columns, and one of what is stored.
    timeline: Timeline,
}

impl<'p> Pass<'p> {
    pub(super) fn new(span: &'p Span, principals: &'p Principals) -> Pass<'p> {
        Pass { span, principals, dirs: HashMap::new(), digest_buffer: Vec::new() }
    }

    /// Reads the directories, and names those whose path, bytes, digests or parent do not belong together.
    pub(super) async fn read_dirs(
        &mut self,
        tx: &Tx<'_>,
        portion: Portion,
        damaged: &mut Named<String>,
    ) -> Result<()> {
        const TYPES: [Type; 6] = [Type::INT8, Type::TEXT, Type::BYTEA, Type::INT8, Type::UUID, Type::UUID];
        let copy = portion.part_of(&COPY_DIRS).with([("share_id", portion.tables.share_id.into())]);
        let mut rows = tx.copy_out(&copy, &TYPES).await?;
        while let Some(row) = rows.next().await? {
            let path: &str = row.get(1)?;
            if !is_sound(row, path)? {
                damaged.add(path.to_owned());
            }
            // Of the path as it stands: a row is what its scan saw only under the path under which it was seen.
            self.dirs.entry(row.get(0)?).or_default().digest = dir_digest(path);
        }
        Ok(())
    }

    /// Reads what they were said to add up to.
    pub(super) async fn read_sums(&mut self, tx: &Tx<'_>, portion: Portion) -> Result<()> {
        const TYPES: [Type; 7] =
            [Type::INT8, Type::INT4, Type::INT4, Type::INT8, Type::TEXT, Type::TEXT, Type::TEXT];
        let (first, last) = self.span.ends();
        let copy = portion.part_of(&COPY_DIR_VERSIONS).with([
            ("dir_state", portion.tables.dir_state().into()),
            ("dir_history", portion.tables.dir_history().into()),
            ("first", i64::from(first).into()),
            ("last", i64::from(last).into()),
        ]);
        let mut rows = tx.copy_out(&copy, &TYPES).await?;
        let stored = self.span.kinds().len();
        while let Some(row) = rows.next().await? {
            let Some(places) = self.span.clip(row.get(1)?, row.get(2)?) else { continue };
            let sums = Sums {
                files: row.get(3)?,
                bytes: number(row.get(4)?),
                allocated_bytes: number(row.get(5)?),
                digest: row.get::<&str>(6)?.parse().unwrap_or_default(),
            };
            self.dirs.entry(row.get(0)?).or_default().timeline.add(stored, &places, sums, self.span);
        }
        Ok(())
    }

    /// Reads the versions, and adds them to their directories and to `totals`. Returns how many there are.
    pub(super) async fn read_versions(
        &mut self,
        tx: &Tx<'_>,
        portion: Portion,
        totals: &mut Timeline,
    ) -> Result<u64> {
        let types = [&[Type::INT8, Type::INT4, Type::INT4][..], &SEEN_TYPES[..]].concat();
        let (first, last) = self.span.ends();
        let copy = portion.part_of(&COPY_VERSIONS).with([
            ("state", portion.tables.state().into()),
            ("history", portion.tables.history().into()),
            ("first", i64::from(first).into()),
            ("last", i64::from(last).into()),
        ]);
        let mut rows = tx.copy_out(&copy, &types).await?;
        let mut versions = 0;
        while let Some(row) = rows.next().await? {
            self.add_version(row, totals)?;
            versions += 1;
        }
        Ok(versions)
    }

    fn add_version(&mut self, row: &CopiedRow, totals: &mut Timeline) -> Result<()> {
        let Some(places) = self.span.clip(row.get(1)?, row.get(2)?) else { return Ok(()) };
        let dir = self.dirs.entry(row.get(0)?).or_default();
        let version = seen_row(row, 3, dir.digest, self.principals)?;
        for (kind, known) in self.span.kinds().iter().enumerate() {
            if !self.span.has_kind(kind, &places) {
                continue;
            }
            let seen = known.seen_of(version);
            let digest = seen.digest_into(&mut self.digest_buffer);
            let sums = Sums::from(DirSums::of(&seen, digest));
            dir.timeline.add(kind, &places, sums, self.span);
            totals.add(kind, &places, sums, self.span);
        }
        Ok(())
    }

    /// The directories whose rows do not add up to what is stored, by id.
    pub(super) fn different(&self) -> Vec<Different> {
        let stored = self.span.kinds().len();
        let mut different: Vec<_> = Vec::new();
        for (dir_id, dir) in &self.dirs {
            let mut first = None;
            let mut numbers = Vec::new();
            dir.timeline.each(stored + 1, self.span, |at, sums| {
                let difference = sums[self.span.kind(at)] - sums[stored];
                if !difference.is_zero() {
                    first.get_or_insert(difference);
                    numbers.push(self.span.number(at));
                }
            });
            different.extend(first.map(|difference| Different { dir_id: *dir_id, difference, numbers }));
        }
        different.sort_unstable_by_key(|dir| dir.dir_id);
        different
    }
}

impl Portion {
    fn part_of(self, statement: &Statement) -> Statement {
        let parts: [(&str, Part); 2] = [("parts", self.parts.into()), ("part", self.part.into())];
        statement.with(parts)
    }
}

/// Whether all that is stored of a directory follows from its bytes.
fn is_sound(row: &CopiedRow, path: &str) -> Result<bool> {
    let raw: Option<&[u8]> = row.get(2)?;
    let stored = Dir {
        path: path.to_owned(),
        raw: raw.map(<[u8]>::to_vec),
        hash64: row.get(3)?,
        digest: row.get::<Uuid>(4)?.as_u128(),
    };
    let parent = row.get::<Option<Uuid>>(5)?.map(|digest| digest.as_u128());
    Ok(Dir::of(raw.unwrap_or(path.as_bytes())) == stored && stored.parent_digest() == parent)
}

/// A sum of bytes. What is none, or does not fit, becomes one that no files add up to.
fn number(text: &str) -> i128 {
    text.parse().unwrap_or(i128::MIN)
}
