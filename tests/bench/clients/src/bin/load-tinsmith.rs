//! `tinsmith-signer` under load. `load-tinsmith URL CONCURRENCY CALLS` prints a line of JSON; see [`load::run`].

use std::error::Error;
use std::sync::Arc;

use clients::load;
use clients::operation::Operation;
use clients::tinsmith::calls::{Caller, of_server};

fn main() -> Result<(), Box<dyn Error>> {
    load::run("tinsmith", |url| {
        let caller = Arc::new(Caller::new(of_server(url)));
        move || {
            let caller = Arc::clone(&caller);
            async move { caller.call(Operation::StartSigningJob).await }
        }
    })
}
