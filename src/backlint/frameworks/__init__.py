"""What libraries mean to a program. One library is one module with one `LIBRARY`; it is found by walking the package.

A new library is a new file: its rows (`model` says which there are, `rows` how to write many at once), and a function
where a row cannot say it. Beside the libraries stand, without a `LIBRARY`,

* `registry` and `index`: all rows merged by name, and the answers that the machine gets from them;
* `selectors`, `sinks`, `exchanges`, `elements`, `statuses`: how a row is applied to a call;
* `callbacks`, `checks`, `environment`, `logs`, `models`, `mongodb`, `queries`, `sessions`, `validation`: what several
  libraries have in common;
* `routes`, `assembly`, `configuration`: applications with their routes, and what they say of their security.
"""
