//! Cyclic redundancy checks, a byte at a time over a table: reflected, begun and ended with all bits set, as all of AWS's are.

/// CRC-32 as of ISO 3309, gzip and PNG.
pub(super) static CRC32: Crc = Crc::new(0xEDB8_8320, u32::MAX as u64);
/// CRC-32C (Castagnoli) as of iSCSI.
pub(super) static CRC32C: Crc = Crc::new(0x82F6_3B78, u32::MAX as u64);
/// CRC-64/NVME as of the NVM Express specification.
pub(super) static CRC64_NVME: Crc = Crc::new(0x9A6C_9329_AC4B_C9B5, u64::MAX);

/// A check with its table.
pub(super) struct Crc {
    /// What each byte does to the rest.
    table: [u64; 256],
    ones: u64,
}

impl Crc {
    #[allow(clippy::indexing_slicing, reason = "the index is below the table's length")]
    const fn new(polynomial: u64, ones: u64) -> Self {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let mut value = byte as u64;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { (value >> 1) ^ polynomial } else { value >> 1 };
                bit += 1;
            }
            table[byte] = value;
            byte += 1;
        }
        Self { table, ones }
    }

    /// The check of these bytes, in the lowest bits.
    pub(super) fn of(&self, bytes: &[u8]) -> u64 {
        let step = |rest: u64, byte: &u8| {
            let index = usize::from((rest as u8) ^ byte);
            (rest >> 8) ^ self.table.get(index).copied().unwrap_or_default()
        };
        bytes.iter().fold(self.ones, step) ^ self.ones
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogue of parametrised CRC algorithms: those of the digits from 1 to 9.
    #[test]
    fn checks_are_those_of_the_catalogue() {
        let digits = b"123456789";
        assert_eq!(CRC32.of(digits), 0xCBF4_3926);
        assert_eq!(CRC32C.of(digits), 0xE306_9283);
        assert_eq!(CRC64_NVME.of(digits), 0xAE8B_1486_0A79_9888);
        assert_eq!([CRC32.of(b""), CRC32C.of(b""), CRC64_NVME.of(b"")], [0; 3]);
    }
}
