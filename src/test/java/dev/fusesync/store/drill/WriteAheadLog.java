package dev.fusesync.store.drill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far a write-ahead log of SQLite is written, by its file format. Never to be used in
 * the process that writes it: closing the file would drop that one's locks.
 *
 * @param salt tells apart the log from what it was before it began anew
 * @param frames frames of that salt
 * @param end where they end in the file, in bytes
 */
record WriteAheadLog(long salt, long frames, long end) {

	private static final int HEADER = 32;

	private static final int FRAME_HEADER = 24;

	private static final int PAGE_SIZE_AT = 8;

	private static final int SALT_AT = 16;

	private static final int SALT_IN_FRAME_AT = 8;

	static WriteAheadLog read(Path file) throws IOException {
		if (!Files.exists(file)) {
			return new WriteAheadLog(0, 0, 0);
		}
		try (FileChannel log = FileChannel.open(file)) {
			ByteBuffer header = bytes(log, 0, HEADER);
			if (header.limit() < HEADER) {
				return new WriteAheadLog(0, 0, 0);
			}
			long salt = header.getLong(SALT_AT);
			int frame = FRAME_HEADER + header.getInt(PAGE_SIZE_AT);
			long number = 0;
			while (isFrame(bytes(log, HEADER + number * frame, FRAME_HEADER), salt)
					&& HEADER + (number + 1) * frame <= log.size()) {
				number++;
			}
			return new WriteAheadLog(salt, number, HEADER + number * frame);
		}
	}

	private static boolean isFrame(ByteBuffer header, long salt) {
		return header.limit() == FRAME_HEADER && header.getLong(SALT_IN_FRAME_AT) == salt;
	}

	private static ByteBuffer bytes(FileChannel file, long position, int length) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(length);
		file.read(bytes, position);
		return bytes.flip();
	}

}
