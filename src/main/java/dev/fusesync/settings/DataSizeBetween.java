package dev.fusesync.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.springframework.util.unit.DataSize;

/** Bounds of a {@link DataSize}, both included. */
@Target({ ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = DataSizeBetween.Check.class)
public @interface DataSizeBetween {

	/** The smallest size, such as 1KB. */
	String min();

	/** The largest size, such as 64MB. */
	String max();

	/** What is wrong. */
	String message() default "must be between {min} and {max}";

	/** Unused, required by Bean Validation. */
	Class<?>[] groups() default {};

	/** Unused, required by Bean Validation. */
	Class<? extends Payload>[] payload() default {};

	/** Compares a size with the bounds. */
	class Check implements ConstraintValidator<DataSizeBetween, DataSize> {

		private DataSize min;

		private DataSize max;

		@Override
		public void initialize(DataSizeBetween bounds) {
			this.min = DataSize.parse(bounds.min());
			this.max = DataSize.parse(bounds.max());
		}

		@Override
		public boolean isValid(DataSize size, ConstraintValidatorContext context) {
			return size == null || size.compareTo(this.min) >= 0 && size.compareTo(this.max) <= 0;
		}

	}

}
