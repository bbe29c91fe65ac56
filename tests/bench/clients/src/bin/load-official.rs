//! `aws-sdk-signer` under load. `load-official URL CONCURRENCY CALLS` prints a line of JSON; see [`load::run`].

use std::error::Error;
use std::sync::Arc;

use clients::load;
use clients::official::calls::{Caller, of_server};
use clients::operation::Operation;

fn main() -> Result<(), Box<dyn Error>> {
    load::run("official", |url| {
        let caller = Arc::new(Caller::new(of_server(url)));
        move || {
            let caller = Arc::clone(&caller);
            async move { caller.call(Operation::StartSigningJob).await }
        }
    })
}
