package dev.fusesync.store.upkeep;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the log says of scheduled tasks that fail. */
@ExtendWith(OutputCaptureExtension.class)
class TaskFailuresTest {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
		.withUserConfiguration(TaskFailures.class);

	@Test
	void saysInOneLineThatTheDatabaseIsAway(CapturedOutput output) {
		this.context.withUserConfiguration(Away.class).run((running) -> {
			await().until(() -> running.getBean(Away.class).runs.get() > 1);
			assertThat(output).contains("runs again later: The connection is closed").doesNotContain("\tat ", "c7");
		});
	}

	@Test
	void keepsTheTraceOfAnythingElse(CapturedOutput output) {
		this.context.withUserConfiguration(Wrong.class).run((running) -> {
			await().until(() -> running.getBean(Wrong.class).runs.get() > 1);
			assertThat(output).contains("\tat " + Wrong.class.getName());
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Away {

		final AtomicInteger runs = new AtomicInteger();

		@Scheduled(fixedDelay = 1)
		void run() {
			this.runs.incrementAndGet();
			throw new DataAccessResourceFailureException("The connection is closed\n  Detail: (c7)");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Wrong {

		final AtomicInteger runs = new AtomicInteger();

		@Scheduled(fixedDelay = 1)
		void run() {
			this.runs.incrementAndGet();
			throw new IndexOutOfBoundsException("of a list");
		}

	}

}
