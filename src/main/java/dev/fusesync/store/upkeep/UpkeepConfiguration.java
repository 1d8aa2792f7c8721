package dev.fusesync.store.upkeep;

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.scheduling.support.CronTrigger;

/** Schedules the maintenance of the store. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class UpkeepConfiguration {

	private static final LongSupplier NANOS = System::nanoTime;

	@Bean
	ClockCheck clockCheck(Store store) {
		return new ClockCheck(store, store.clock(), NANOS);
	}

	@Bean
	History history(Store store, StoreSettings settings) {
		return new History(store, settings, store.clock(), NANOS);
	}

	@Bean
	EventTrim eventTrim(Store store, StoreSettings settings) {
		return new EventTrim(store, settings);
	}

	@Bean
	KeptBodies keptBodies(Store store, StoreSettings settings) {
		return new KeptBodies(store, settings.keepBodies(), store.clock());
	}

	@Bean
	Superseding superseding(Store store) {
		return new Superseding(store, store.clock());
	}

	@Bean
	Backups backups(Dialect dialect, StoreSettings settings) {
		return new Backups(dialect, settings.backup(), Clock.systemUTC());
	}

	@Bean
	SchedulingConfigurer backupSchedule(Backups backups, StoreSettings settings, Dialect dialect) {
		String schedule = settings.backup().schedule().strip();
		if (!schedule.isEmpty() && !CronExpression.isValidExpression(schedule)) {
			throw new SettingsException(List.of("fuse.store.backup.schedule is not a cron expression with six fields."),
					"Write seconds, minutes, hours, day, month and weekday, for example 0 30 3 * * * for half past "
							+ "three each night.");
		}
		if (!schedule.isEmpty() && !dialect.canBackUp()) {
			throw new SettingsException(
					List.of("fuse.store.backup.schedule is set, but PostgreSQL is not backed up by fuse-sync."),
					"Leave it blank, and back up the database with its own tools, such as pg_basebackup.");
		}
		return (tasks) -> {
			if (!schedule.isEmpty()) {
				tasks.addTriggerTask(backups::runAside, new CronTrigger(schedule));
			}
		};
	}

}
