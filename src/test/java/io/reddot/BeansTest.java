package io.reddot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.reddot.config.SingleInstance;
import jakarta.annotation.PreDestroy;

/** What holds for CDI beans, whose containers do not check it. */
@AnalyzeClasses(packages = "io.reddot", importOptions = ImportOption.DoNotIncludeTests.class)
class BeansTest {
  /** One that did left the thread of deadlines to an application that had failed to start. */
  @ArchTest
  static final ArchRule noSingleInstanceActsAfterTheApplicationsScope =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .areAnnotatedWith(SingleInstance.class)
          .should()
          .notBeAnnotatedWith(PreDestroy.class);
}
