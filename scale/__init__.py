"""An install of many firms, made of invented rows in some minutes, and how long its pages and the worker take then:
`make scale`. What it found stands in docs/scaling.md."""
