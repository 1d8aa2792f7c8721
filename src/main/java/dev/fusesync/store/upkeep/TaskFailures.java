package dev.fusesync.store.upkeep;

import dev.fusesync.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.support.TaskUtils;

/**
 * Logs a scheduled task that could not use the database as one line: the task runs again,
 * and the store itself says that the database is away. Anything else is logged with its
 * stack trace.
 */
@Configuration(proxyBeanMethods = false)
class TaskFailures {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	@Bean
	ThreadPoolTaskSchedulerCustomizer taskFailuresInOneLine() {
		return (scheduler) -> scheduler.setErrorHandler(TaskFailures::log);
	}

	/**
	 * Without the details that PostgreSQL adds in further lines, such as a row's values.
	 */
	private static void log(Throwable failure) {
		if (failure instanceof DataAccessException || failure instanceof Store.NotWrittenException) {
			LOG.warn("A scheduled task could not use the database, and runs again later: {}",
					String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
			LOG.debug("It failed with", failure);
		}
		else {
			TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(failure);
		}
	}

}
