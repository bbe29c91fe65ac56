//! Timestamps in each of their formats.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tinsmith_runtime::json::{FromJson, JsonDocument, JsonWriter, ToJson};
use tinsmith_runtime::primitives::{DateTime, DateTimeFormat};

fuzz_target!(|text: &str| {
    for format in [DateTimeFormat::DateTime, DateTimeFormat::HttpDate, DateTimeFormat::EpochSeconds] {
        // What cannot be written is out of the years of four digits.
        if let Ok(time) = DateTime::from_str(text, format)
            && let Ok(written) = time.fmt(format)
        {
            let read = DateTime::from_str(&written, format).expect("our own text");
            assert_eq!(read.secs(), time.secs(), "{written}");
            assert_eq!(read.fmt(format).as_deref(), Ok(&*written));
            assert!(read.subsec_nanos() == time.subsec_nanos() || format == DateTimeFormat::HttpDate, "{written}");
        }
    }
    if let Ok(time) = JsonDocument::parse(text.as_bytes()).and_then(|json| json.read(DateTime::from_json)) {
        let mut json = JsonWriter::new();
        time.to_json(&mut json);
        if let Ok(written) = json.into_bytes() {
            let read = JsonDocument::parse(&written).and_then(|json| json.read(DateTime::from_json));
            assert_eq!(read.expect("our own JSON"), time);
        }
    }
});
