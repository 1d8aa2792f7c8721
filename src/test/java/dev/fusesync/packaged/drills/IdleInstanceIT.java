package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.util.List;

import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An instance that has nothing to do leaves the database to others. */
@Tag("drill")
class IdleInstanceIT {

	private static final Logger LOG = LoggerFactory.getLogger(IdleInstanceIT.class);

	@TempDir
	Path directory;

	@Test
	void asksLessThanThreeTimesASecond() throws Exception {
		try (PostgresServer server = PostgresServer.start("log_statement = 'all'", "log_line_prefix = '%n '");
				Instances instances = new Instances(this.directory, server.newSchema())) {
			instances.start(1);
			int busy = server.statements().size();
			await().atMost(Instances.LONG).until(() -> server.statements().size() > busy + 150);
			List<Double> times = server.statements().subList(busy + 30, busy + 150);
			double rate = (times.size() - 1) / (times.get(times.size() - 1) - times.get(0));
			LOG.info("After the start an idle instance asks {} times a second", rate);
			assertThat(rate).isLessThan(3);
		}
	}

}
