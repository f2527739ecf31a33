//! The library as a program uses it: specs in, outcomes and typed errors out, no process and no terminal between.
//!
//! - `report`: what a share adds up to, beside what the system's tools say

mod report;

use crate::support::{Case, dump};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use tierload::db::{Address, Database};
use tierload::scan::{Inputs, LoadProgress, Observer, ScanOutcome, ScanSpec, load};
use tierload::{Error, ErrorKind};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// A database, opened by the library.
struct Library {
    case: Case,
    runtime: Runtime,
    database: Database,
}

impl Library {
    fn new() -> Library {
        let case = Case::new();
        let runtime = Runtime::new().unwrap();
        let address = Address {
            url: Some(case.db.url().to_owned()),
            no_private_server: true,
            retry_for: Duration::from_secs(5),
        };
        let database = runtime.block_on(Database::open(&address)).unwrap();
        Library { case, runtime, database }
    }

    fn load(&self, spec: &ScanSpec) -> Result<ScanOutcome, Error> {
        self.load_with(spec, &(), &CancellationToken::new())
    }

    fn load_with(
        &self,
        spec: &ScanSpec,
        observer: &impl Observer,
        cancel: &CancellationToken,
    ) -> Result<ScanOutcome, Error> {
        let inputs = Inputs::open(spec.clone())?;
        self.runtime.block_on(load(&self.database, inputs, observer, cancel))
    }
}

/// A spec in small chunks, with its rejects beside the input.
fn spec(input: &Path) -> ScanSpec {
    ScanSpec {
        chunk_bytes: 4096,
        rejects: Some(input.with_extension("rejects.csv")),
        ..ScanSpec::new(vec![input.display().to_string()], "s")
    }
}

/// Keeps what it was told.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl Observer for Told {
    fn loading(&self, bytes_total: Option<u64>) {
        self.0.lock().unwrap().push(format!("loading {bytes_total:?}"));
    }

    fn loaded(&self, progress: &LoadProgress) {
        assert!(progress.rows <= 100_000 && progress.rejected == 0, "{progress:?}");
    }

    fn building(&self) {
        self.0.lock().unwrap().push("building".into());
    }
}

#[test]
fn a_load_tells_its_observer_and_returns_what_the_tables_hold() {
    let library = Library::new();
    let text = dump(0..1000);
    let input = library.case.write("a.csv", &text);
    let told = Told::default();
    let first = library.load_with(&spec(&input), &told, &CancellationToken::new()).unwrap();
    assert_eq!(told.0.into_inner().unwrap(), [format!("loading Some({})", text.len()), "building".into()]);
    assert!(first.counts.balance() && !first.already_loaded);
    let counts = first.counts;
    assert_eq!((counts.rows_read, counts.files_new, counts.files_removed), (1000, 1000, 0));
    assert_eq!(library.case.count("select count(*) from tierload_default.file_current"), 1000);
    assert_eq!(first.chunks, library.case.count("select count(*) from tierload_default.ingest_chunk") as u64);

    let again = library.load(&spec(&input)).unwrap();
    assert!(again.already_loaded);
    assert_eq!((again.scan_guid, again.counts), (first.scan_guid, first.counts));
}

#[test]
fn a_cancelled_load_is_interrupted_and_the_same_spec_goes_on() {
    let library = Library::new();
    let input = library.case.write("a.csv", dump(0..1000));
    let cancel = CancellationToken::new();
    cancel.cancel();
    let error = library.load_with(&spec(&input), &(), &cancel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(library.case.count("select count(*) from tierload_default.file_current"), 0);
    let scan = error.place().scan.unwrap();
    let outcome = library.load(&spec(&input)).unwrap();
    assert_eq!((outcome.scan_guid, outcome.counts.loaded), (scan, 1000));
}

#[test]
fn errors_say_what_kind_they_are_and_where_they_happened() {
    let library = Library::new();
    let text = dump(0..1000);
    let input = library.case.write("a.csv", &text[..text.len() - 30]);
    let name = input.display().to_string();

    let error = library.load(&spec(&input)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InputCutOff, "{error:?}");
    assert_eq!((error.place().input.as_deref(), error.place().line), (Some(name.as_str()), Some(1001)));

    let cut = library.case.write("cut.csv", text.trim_end());
    let mut whole = spec(&cut);
    let error = library.load(&whole).unwrap_err();
    assert_eq!((error.kind(), error.place().line), (ErrorKind::InputCutOff, Some(1001)));
    whole.options.last_line_complete = true;
    assert_eq!(library.load(&whole).unwrap().counts.loaded, 1000);

    library.case.write("a.csv", text.replace(",7,", ",x,").replace(",14,", ",y,"));
    let strict = ScanSpec { max_rejects: "0".parse().unwrap(), ..spec(&input) };
    let error = library.load(&strict).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyRejects, "{error:?}");
    assert!(error.place().scan.is_some());

    library.case.write("a.csv", "");
    let error = library.load(&spec(&input)).unwrap_err();
    assert_eq!(
        (error.kind(), error.place().input.as_deref()),
        (ErrorKind::InputRefused, Some(name.as_str()))
    );

    let missing = library.case.folder().join("none.csv");
    let error = library.load(&spec(&missing)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
    assert_eq!(error.place().object.as_deref(), Some(missing.to_str().unwrap()));

    library.case.write("a.csv", &text);
    let other = ScanSpec { tenant: "nobody".into(), ..spec(&input) };
    let error = library.load(&other).unwrap_err();
    assert_eq!((error.kind(), error.place().object.as_deref()), (ErrorKind::Usage, Some("nobody")));
}

#[test]
fn an_input_that_changed_is_told_with_its_bytes() {
    let library = Library::new();
    let text = dump(0..1000);
    let input = library.case.write("a.csv", &text);
    let cancel = CancellationToken::new();
    // Stops once something is loaded.
    struct StopSoon(CancellationToken);
    impl Observer for StopSoon {
        fn building(&self) {
            self.0.cancel();
        }
    }
    let error = library.load_with(&spec(&input), &StopSoon(cancel.clone()), &cancel).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    // The same length, and other bytes in the middle.
    library.case.write("a.csv", text.replace("file_000500", "file_999999"));
    let error = library.load(&spec(&input)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InputChanged, "{error:?}");
    let place = error.place();
    let bytes = place.bytes.clone().unwrap();
    let changed_at = text.find("file_000500").unwrap() as u64;
    assert!(bytes.contains(&changed_at), "{bytes:?} and {changed_at}");
    assert!(place.scan.is_some() && place.input.as_deref() == Some(input.to_str().unwrap()));
}
