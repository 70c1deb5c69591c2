"""The pages of meetings: preparing, the chair's and the supervisor's page, the meeting screen."""
