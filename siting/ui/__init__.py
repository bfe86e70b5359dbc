"""The planner's app: views of an assessment, and the page that shows them."""
