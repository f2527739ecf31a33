//! Inputs that were cut off. As complete scans they would mark the files that they lack removed.

use crate::dump::format::Options;
use crate::dump::rows::{CutOff, Missing};
use crate::error::{Error, ErrorKind};

/// Why an input that ends so is refused; None where somebody says that its last line is whole.
pub(super) fn refusal(input: &str, end: CutOff, options: &Options) -> Option<Error> {
    let CutOff { line, missing } = end;
    let message = match missing {
        Missing::Fields => format!(
            "{input} ends amid a record, in line {line}: it was cut off, and as a complete scan it would mark the files \
             that it lacks removed; nothing is published"
        ),
        Missing::Closing(closing) => format!(
            "{input} ends in line {line} without a line {closing}, which its program writes last: it was cut off, and as a \
             complete scan it would mark the files that it lacks removed; nothing is published"
        ),
        Missing::LineEnd if options.last_line_complete => return None,
        Missing::LineEnd => format!(
            "{input} ends without a line end, in line {line}: it was probably cut off, and as a complete scan it would mark \
             the files that it lacks removed; nothing is published; if that line is whole, say --last-line-complete"
        ),
    };
    Some(Error::new(ErrorKind::InputCutOff, message).in_input(input).at_line(line))
}
