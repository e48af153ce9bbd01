package conformance.suite;

import conformance.suite.cases.Communicators;
import conformance.suite.cases.Completion;
import conformance.suite.cases.Constants;
import conformance.suite.cases.Derived;
import conformance.suite.cases.Environment;
import conformance.suite.cases.Messages;
import conformance.suite.cases.Movement;
import conformance.suite.cases.Objects;
import conformance.suite.cases.Reductions;
import conformance.suite.cases.Structures;
import conformance.suite.cases.Topologies;
import conformance.suite.cases.Varying;
import conformance.suite.cases.WrongArguments;
import conformance.suite.cases.WrongHandles;
import conformance.suite.cases.WrongObjects;
import java.util.List;

/** The suite's own tables. */
final class Tables {
  private Tables() {}

  static List<Table> all() {
    return List.of(
        new Constants(),
        new Messages(),
        new Movement(),
        new Varying(),
        new Reductions(),
        new WrongArguments(),
        new WrongHandles(),
        new WrongObjects(),
        new Completion(),
        new Derived(),
        new Communicators(),
        new Topologies(),
        new Environment(),
        new Structures(),
        new Objects());
  }
}
