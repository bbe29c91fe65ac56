//! What can be counted of a call: allocations and their bytes, and the sizes of futures and errors. Prints a line of JSON for each.
//!
//! A binary of its own, since counting replaces the allocator, which would cost time in the others.

use clients::bench::{Bench, Who};
use clients::operation::Operation;

fn main() -> std::io::Result<()> {
    for operation in Operation::ALL {
        for who in Who::ALL {
            let bench = Bench::new(who, operation)?;
            let count = allocation_counter::measure(|| {
                bench.call(1);
            });
            println!(
                r#"{{"operation":"{}","client":"{}","allocations":{},"bytes":{}}}"#,
                operation.name(),
                who.name(),
                count.count_total,
                count.bytes_total
            );
        }
    }
    for (who, error) in [(Who::Tinsmith, clients::tinsmith::ERROR_SIZE), (Who::Official, clients::official::ERROR_SIZE)]
    {
        let future = Bench::new(who, Operation::StartSigningJob)?.future_size();
        println!(r#"{{"client":"{}","future_bytes":{future},"error_bytes":{error}}}"#, who.name());
    }
    Ok(())
}
